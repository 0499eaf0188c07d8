// The test runner behind `./dev test` and `./dev sanitize`: runs every suite, prints a line for each and what failed,
// and ends with "N passed, N failed". A suite is a gtest executable (as meson knows it), the web client's unit tests,
// or one file of tests/e2e. A crash, a timeout, a skipped test or a suite without tests counts as a failure.
//
//   node tests/run.mjs BUILD_DIR [--cpp | --no-browser] [FILTER]   FILTER = part of a suite's name[:pattern of test names]
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { basename, join, resolve } from "node:path";

const options = process.argv.slice(2).filter((argument) => argument.startsWith("--"));
const [buildDir = "build", filter = ""] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const [suiteFilter, testFilter] = [filter.split(":")[0], filter.split(":").slice(1).join(":")];
const build = resolve(buildDir);
const source = resolve(import.meta.dirname ?? join(new URL(".", import.meta.url).pathname), "..");
const results = join(build, "test-results");
const sanitized = basename(build) !== "build";
const jobs = Math.min(2, availableParallelism?.() ?? cpus().length);
const leastSeconds = 120;

/** One suite: how to start it, how many seconds it may take, how to count. `alone` = nothing else runs beside it. */
function gtestSuites() {
  const tests = JSON.parse(execFileSync("meson", ["introspect", build, "--tests"], { encoding: "utf8" }));
  return tests.map((test) => {
    const name = `${test.suite[0].split(":").pop()}/${test.name}`;
    const report = join(results, `${name.replaceAll("/", "_")}.json`);
    const pattern = testFilter ? [`--gtest_filter=${testFilter}`] : [];
    const report_options = [`--gtest_output=json:${report}`, "--gtest_color=no"];
    return {
      name,
      command: [...test.cmd, ...pattern, ...report_options],
      env: test.env,
      directory: test.workdir ?? source,
      seconds: Math.max(leastSeconds, test.timeout) * (sanitized ? 4 : 1),
      count: (outcome) => countGtest(report, outcome),
      report,
    };
  });
}

function nodeSuites() {
  const environment = {
    SEODANG_SOURCE_DIR: source,
    SEODANG_BUILD_DIR: build,
    GST_PLUGIN_PATH: join(build, "src", "elements"),
    GST_REGISTRY: join(build, "gst-registry.bin"),
  };
  const pattern = testFilter ? [`--test-name-pattern=${testFilter}`] : [];
  const suite = (name, script, seconds, more = {}) => ({
    name,
    command: [process.execPath, ...pattern, "--test-reporter=spec", script],
    env: environment,
    directory: source,
    seconds,
    count: countNode,
    ...more,
  });
  const unit = join(source, "web", "test", "run.mjs");
  const folder = join(source, "tests", "e2e");
  const files = existsSync(folder) && !options.includes("--no-browser") ? readdirSync(folder).filter((file) => file.endsWith(".test.mjs")) : [];
  return [
    ...(existsSync(unit) ? [suite("web/unit", unit, leastSeconds)] : []),
    ...files.sort().map((file) => suite(`e2e/${basename(file, ".test.mjs")}`, join(folder, file), 300, { alone: true })),
  ];
}

/** What the JSON report says; without one (a crash) what the log says, and the test that was running has failed. */
function countGtest(report, { log, status }) {
  if (existsSync(report)) {
    const cases = JSON.parse(readFileSync(report, "utf8")).testsuites.flatMap((suite) => suite.testsuite);
    const ran = cases.filter((test) => test.status === "RUN" || test.result === "SKIPPED");
    const bad = ran.filter((test) => test.failures || test.result === "SKIPPED");
    const failures = bad.map((test) => `${test.classname}.${test.name}${test.failures ? "" : " (skipped)"}`);
    if (status !== 0 && bad.length === 0) failures.push(`${status} after the last test`);
    return { passed: ran.length - bad.length, failures, excerpt: failures.map((name) => gtestExcerpt(log, name)).join("") };
  }
  const names = (mark) => [...log.matchAll(new RegExp(`^\\[${mark}\\] (\\S+)(?: .*\\(\\d+ ms\\)|$)`, "gm"))].map((match) => match[1]);
  const [started, passed, failed] = [names(" RUN      "), names("       OK "), names("  FAILED  ")];
  const running = started.find((name) => !passed.includes(name) && !failed.includes(name));
  const failures = [...new Set([...failed, `${running ?? "before the first test"} (${status})`])];
  return { passed: passed.length, failures, excerpt: tail(log, 80) };
}

function gtestExcerpt(log, name) {
  const from = log.indexOf(`[ RUN      ] ${name}\n`);
  if (from < 0) return tail(log, 40);
  const to = log.indexOf("\n[  FAILED  ]", from);
  return tail(to < 0 ? log.slice(from) : log.slice(from, to + 1), 120);
}

/** The summary that every reporter of node:test prints at its end. */
function countNode({ log, status }) {
  const number = (word) => Number(log.match(new RegExp(`^(?:#|ℹ) ${word} (\\d+)`, "m"))?.[1] ?? 0);
  const bad = number("fail") + number("cancelled") + number("skipped") + number("todo");
  const failures = [...new Set([...log.matchAll(/^ *(?:✖|not ok \d+ -) (.+?)(?: \([\d.]+ms\))?$/gm)].map((match) => match[1]))]
    .filter((name) => name !== "failing tests:").slice(0, bad);
  while (failures.length < bad) failures.push("skipped, cancelled or unnamed");
  if (status !== 0 && bad === 0) failures.push(`${status}`);
  return { passed: number("pass"), failures, excerpt: failures.length ? nodeExcerpt(log) : "" };
}

/** The reporter "spec" repeats what failed at its end; in TAP it is what follows each "not ok". */
function nodeExcerpt(log) {
  const from = log.indexOf("failing tests:");
  const blocks = log.match(/^ *not ok [^]*?^ *\.\.\.$/gm);
  return tail(from < 0 ? blocks?.join("\n") ?? log : log.slice(from), 120);
}

function tail(text, lines) {
  return `${text.trimEnd().split("\n").slice(-lines).join("\n")}\n`;
}

/** Runs a suite in a process group of its own, so that nothing it started outlives it. */
function start(suite) {
  const began = Date.now();
  if (suite.report) rmSync(suite.report, { force: true });
  return new Promise((done) => {
    const [program, ...rest] = suite.command;
    const child = spawn(program, rest, {
      cwd: suite.directory, env: { ...process.env, ...suite.env }, detached: true, stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks = [];
    let status = "";
    const end = (signal = "SIGKILL") => { try { process.kill(-child.pid, signal); } catch { /* All gone already. */ } };
    const late = () => {
      status = `timeout of ${suite.seconds} s`;
      end("SIGTERM");  // Puppeteer ends its browsers, which have process groups of their own.
      setTimeout(end, 3000).unref();
    };
    const limit = setTimeout(late, suite.seconds * 1000);
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => { status = `cannot start: ${error.message}`; });
    child.on("exit", () => setTimeout(end, 200));  // What is left of its group would keep the pipes open.
    child.on("close", (code, signal) => {
      clearTimeout(limit);
      status ||= signal ? `killed by ${signal}` : code ? `exit status ${code}` : 0;
      done({ log: Buffer.concat(chunks).toString(), status, seconds: (Date.now() - began) / 1000 });
    });
  });
}

const total = { passed: 0, failed: 0, names: [] };

async function run(suite) {
  const outcome = await start(suite);
  const { passed, failures, excerpt } = suite.count(outcome);
  if (passed + failures.length === 0 && !testFilter) failures.push("no tests ran");
  if (passed + failures.length === 0) return;
  total.passed += passed;
  total.failed += failures.length;
  total.names.push(...failures.map((name) => `${suite.name}: ${name}`));
  const mark = failures.length ? "FAIL" : "ok  ";
  const bad = failures.length ? `, ${failures.length} failed` : "";
  console.log(`${mark} ${suite.name.padEnd(34)} ${String(passed).padStart(4)} passed${bad}  ${outcome.seconds.toFixed(1)} s`);
  if (failures.length) console.log((excerpt || tail(outcome.log, 80)).replace(/^/gm, "     | "));
}

async function runAll(suites, parallel) {
  const queue = [...suites];
  const worker = async () => { for (let next = queue.shift(); next; next = queue.shift()) await run(next); };
  await Promise.all(Array.from({ length: parallel }, worker));
}

mkdirSync(results, { recursive: true });
const suites = [...gtestSuites(), ...(options.includes("--cpp") ? [] : nodeSuites())]
  .filter((suite) => suite.name.includes(suiteFilter))
  .filter((suite) => !(sanitized && suite.name.startsWith("lint/")));
await runAll(suites.filter((suite) => !suite.alone), jobs);
await runAll(suites.filter((suite) => suite.alone), 1);

if (total.names.length) console.log(`\nFailed:\n${total.names.map((name) => `  ${name}`).join("\n")}`);
if (total.passed + total.failed === 0) console.log(`\nNo test matches "${filter}".`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed || !total.passed ? 1 : 0;
