// Counts what passed and what failed, and says which.

export class Tally {
  passed = 0;
  failed = 0;

  /** Does one thing; says whether it went well. */
  async try(name, work) {
    const began = Date.now();
    try {
      await work();
      this.passed += 1;
      console.log(`ok    ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
      return true;
    } catch (error) {
      this.fail(name, error);
      return false;
    }
  }

  /** Does things that rest on each other; those after a failure are not reached, and count as failed. */
  async inOrder(steps) {
    let stopped = false;
    for (const [name, work] of steps) {
      if (stopped) this.fail(name, new Error("not reached"));
      else stopped = !(await this.try(name, work));
    }
  }

  fail(name, error) {
    this.failed += 1;
    console.log(`FAIL  ${name}\n      ${String(error?.stack ?? error).replaceAll("\n", "\n      ")}`);
  }

  /** The last line, and how the program should end. */
  sum() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}
