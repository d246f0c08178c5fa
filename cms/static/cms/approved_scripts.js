// Loads the scripts that were approved for this page: those that ask, once the visitor has pressed "Allow". The answer is
// kept in this browser alone. Each is loaded on its own, after everything of ours: one that fails, or never comes, is
// missed by nobody.

const KEPT = "approved-scripts"; // {"<key of a script>": true or false}
const orders = JSON.parse(document.getElementById("approved-scripts").textContent);
const asking = orders.filter((order) => order.asks);

// What a provider's instructions would have an inline script do, which our policy lets nobody do.
const START = {
  matomo: ({ host, number }) => {
    const calls = (window._paq = window._paq || []);
    calls.push(["disableCookies"], ["setTrackerUrl", `https://${host}/matomo.php`], ["setSiteId", number]);
    calls.push(["trackPageView"], ["enableLinkTracking"]);
  },
  gtag: ({ account }) => {
    const layer = (window.dataLayer = window.dataLayer || []);
    window.gtag = function () {
      layer.push(arguments); // Google's script takes nothing else
    };
    window.gtag("js", new Date());
    window.gtag("config", account);
  },
  gtm: () => {
    const layer = (window.dataLayer = window.dataLayer || []);
    layer.push({ "gtm.start": Date.now(), event: "gtm.js" });
  },
  fbq: ({ account }) => {
    const pixel = (...call) => (pixel.callMethod ? pixel.callMethod(...call) : pixel.queue.push(call));
    Object.assign(pixel, { push: pixel, loaded: true, version: "2.0", queue: [] });
    window.fbq = window._fbq = pixel;
    pixel("init", account);
    pixel("track", "PageView");
  },
};

const loaded = new Set();

const load = ({ key, url, attributes, start, names }) => {
  if (loaded.has(key)) return;
  loaded.add(key);
  START[start]?.(names);
  const script = document.createElement("script");
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  script.async = true;
  script.src = url;
  document.head.append(script);
};

const kept = () => {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) || {};
  } catch {
    return {}; // nothing may be kept in this browser, or it is not ours
  }
};

const keep = (answer) => {
  const answers = kept();
  for (const { key } of asking) answers[key] = answer;
  try {
    localStorage.setItem(KEPT, JSON.stringify(answers));
  } catch {
    // then the next page asks again
  }
};

const notice = document.querySelector("[data-consent]");
const told = document.querySelector("[data-consent-told]");

const show = (isAsked) => {
  notice.hidden = !isAsked;
  told.parentElement.hidden = isAsked;
};

const settle = (answer) => {
  show(false);
  told.textContent = answer ? told.dataset.allowed : told.dataset.refused;
};

const answer = (allows) => {
  keep(allows);
  settle(allows);
  told.focus();
  if (allows) asking.forEach(load);
};

// What has been loaded cannot be unloaded: the page is loaded anew, without it.
const askAgain = () => {
  keep(null);
  if (asking.some(({ key }) => loaded.has(key))) return location.reload();
  show(true);
  notice.querySelector("button").focus();
};

if (notice) {
  const answers = kept();
  const isNew = asking.some(({ key }) => typeof answers[key] !== "boolean");
  if (isNew) show(true);
  else settle(asking.every(({ key }) => answers[key]));
  notice.querySelector("[data-allow]").addEventListener("click", () => answer(true));
  notice.querySelector("[data-refuse]").addEventListener("click", () => answer(false));
  document.querySelector("[data-ask-again]").addEventListener("click", askAgain);
}

for (const order of orders) if (!order.asks || kept()[order.key] === true) load(order);
