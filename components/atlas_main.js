// What the loader calls: one object for each place on the page, kept as long as the place is.
import { BodyMap } from "./atlas_map.js";
import { Command } from "./atlas_command.js";
import { Stage } from "./atlas_stage.js";
import { Story } from "./atlas_story.js";

const KINDS = { "tp-stage": Stage, "tp-command": Command, "tp-map": BodyMap, "tp-story": Story };

export function mount({ data, parentElement, setTriggerValue }) {
  for (const [name, Kind] of Object.entries(KINDS)) {
    const host = parentElement.querySelector(`.${name}`);
    if (!host) continue;
    host.atlas ??= new Kind(host);
    return host.atlas.update(data, setTriggerValue);
  }
}
