export declare function registerKernel(root: string, environment: string): Promise<void>;
