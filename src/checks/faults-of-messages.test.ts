import { groups, tryFaults } from "../testing/faults/try-faults.ts";

tryFaults(groups.messages);
