// Measure each page that standard input names, as JSON {chrome, runs, pages: [{name, url, headers}]}; results go to
// standard output, one line of JSON for each page: the run whose performance is in the middle.
import { readFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const { chrome, runs, pages } = JSON.parse(readFileSync(0, "utf-8"));
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const METRICS = {
  fcp: "first-contentful-paint",
  lcp: "largest-contentful-paint",
  tbt: "total-blocking-time",
  cls: "cumulative-layout-shift",
};
const NO_SCORE = ["notApplicable", "informative", "manual"];

const short = ({ audits, categories }, name) => ({
  name,
  scores: Object.fromEntries(CATEGORIES.map((key) => [key, Math.round(100 * categories[key].score)])),
  metrics: Object.fromEntries(Object.entries(METRICS).map(([key, audit]) => [key, audits[audit].numericValue])),
  short: Object.values(audits)
    .filter(({ score, scoreDisplayMode }) => score !== null && score < 1 && !NO_SCORE.includes(scoreDisplayMode))
    .map(({ id, title, displayValue, details }) => ({
      id, title,
      said: displayValue ?? "",
      where: (details?.items ?? []).slice(0, 4).map((item) => item.node?.snippet ?? item.url ?? item.description ?? ""),
    })),
});

// A browser for each run: what one left in memory or cache does not help the next.
const once = async ({ url, headers }) => {
  const browser = await launch({ chromePath: chrome, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
  try {
    const options = { port: browser.port, onlyCategories: CATEGORIES, extraHeaders: headers, logLevel: "error" };
    const { lhr } = await lighthouse(url, options);
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    return lhr;
  } finally {
    await browser.kill();
  }
};

for (const page of pages) {
  const results = [];
  for (let run = 0; run < runs; run += 1) results.push(await once(page));
  results.sort((a, b) => a.categories.performance.score - b.categories.performance.score);
  console.log(JSON.stringify(short(results[Math.floor(results.length / 2)], page.name)));
}
