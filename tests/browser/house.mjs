// The program being tried: a demo municipality in a folder of its own, served on a port that nobody else has.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class House {
  /** Makes the demo and serves it. */
  static async open(program) {
    const house = new House();
    house.parent = mkdtempSync(join(tmpdir(), "lofte-story-"));
    house.folder = join(house.parent, "demo");
    // Whatever happens to this process, nothing is left running.
    process.on("exit", () => house.close());
    const made = spawnSync(program, ["demo", "--dir", house.folder, "--no-serve"], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(`the demo could not be made:\n${made.error ?? made.stdout + made.stderr}`);
    house.said = "";
    // A group of its own, so that whatever it starts ends with it.
    house.server = spawn(program, ["serve", "--dir", house.folder, "--port", "0"], { detached: true });
    house.address = await house.#address();
    return house;
  }

  /** The program tells its address when it listens there. */
  #address() {
    return new Promise((resolve, reject) => {
      for (const stream of [this.server.stdout, this.server.stderr]) {
        stream.on("data", (text) => {
          this.said += text;
          const address = /http:\/\/127\.0\.0\.1:\d+/.exec(this.said);
          if (address) resolve(address[0]);
        });
      }
      this.server.once("error", reject);
      this.server.once("exit", () => reject(new Error(`the program does not answer:\n${this.said}`)));
    });
  }

  /** A file of the demo's raw material. */
  material(name) {
    return join(this.folder, "underlag", name);
  }

  /** Stops the program and removes its folder; may be called twice. */
  close() {
    try {
      if (this.server?.pid) process.kill(-this.server.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
    this.server = undefined;
    if (this.parent) rmSync(this.parent, { recursive: true, force: true });
    this.parent = undefined;
  }
}
