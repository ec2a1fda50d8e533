/**
 * A member of our kernel's error replies: the number of the cell that has failed, where it is an earlier one, whose code
 * went on after its end.
 */
export const FAILED_CELL = "failed_cell";
