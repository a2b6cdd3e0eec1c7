// The program being tried: a demo municipality in a folder of its own, served on a free port.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const STARTING_MS = 30_000;

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
    const port = await freePort();
    house.address = `http://127.0.0.1:${port}`;
    house.said = "";
    house.server = spawn(program, ["serve", "--dir", house.folder, "--port", String(port)]);
    for (const stream of [house.server.stdout, house.server.stderr]) {
      stream.on("data", (text) => (house.said += text));
    }
    await house.#answers();
    return house;
  }

  async #answers() {
    const until = Date.now() + STARTING_MS;
    while (Date.now() < until && this.server.exitCode === null) {
      try {
        if ((await fetch(`${this.address}/logga-in`)).ok) return;
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the program does not answer:\n${this.said}`);
  }

  /** A file of the demo's raw material. */
  material(name) {
    return join(this.folder, "underlag", name);
  }

  /** Stops the program and removes its folder; may be called twice. */
  close() {
    this.server?.kill("SIGKILL");
    this.server = undefined;
    if (this.parent) rmSync(this.parent, { recursive: true, force: true });
    this.parent = undefined;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
