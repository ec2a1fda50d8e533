import { choice } from "../../schema/types/choice.ts";
import { distance } from "../../schema/types/distance.ts";
import { number } from "../../schema/types/number.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { text } from "../../schema/types/text.ts";

/** What all algorithms on a network of lines take besides layers. */
export const NETWORK = {
  strategy: choice(["shortest", "fastest"], { default: "shortest", doc: "What costs: length, or time" }),
  directionField: oneField({ optional: true, doc: "The field that says in which direction a line may be passed" }),
  valueForward: text({ optional: true, doc: "Its value for lines that are passed as they run" }),
  valueBackward: text({ optional: true, doc: "Its value for lines that are passed the other way" }),
  valueBoth: text({ optional: true, doc: "Its value for lines that are passed both ways" }),
  defaultDirection: choice(["forward", "backward", "both"], { default: "both", doc: "Of lines with another value" }),
  speedField: oneField({ optional: true, doc: "The field with the speed on a line, in km/h" }),
  defaultSpeed: number({ default: 50, min: 0.001, doc: "Of lines without one, in km/h" }),
  tolerance: distance({
    default: 0,
    min: 0,
    doc: "Ends of lines that are so near to each other are one; a bare number is in layer units",
  }),
};

/** What each of their texts says of costs. */
export const COSTS =
  "Costs are lengths on the ground, in metres, where coordinates are longitude and latitude, else in layer units; of the fastest " +
  "way hours. Lines meet in their vertices only; places are joined to the network at its nearest point.";
