// Before Streamlit's own script: what its page cannot do by itself.
(() => {
  const asked = new URLSearchParams(location.search);
  const russian = asked.get("lang") === "ru";
  document.documentElement.lang = russian ? "ru" : "en";

  // A lever that is dragged, or moved by arrow keys, writes many addresses: one step of the history for all that a
  // hand does without a pause, however late the server answers.
  const pause = 1500; // milliseconds
  let hand = 0, act = 0, written = 0; // when the hand was last seen, its number of acts, and that of the last step
  for (const kind of ["keydown", "pointerdown", "pointermove"]) addEventListener(kind, (event) => {
    if (kind === "pointermove" && !event.buttons) return;
    if (Date.now() - hand > pause) act += 1;
    hand = Date.now();
  }, true);
  const spoken = (address) => { // an address in any language: another language is no step of the history
    const parts = new URLSearchParams(address.search);
    parts.delete("lang");
    return parts.toString();
  };
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
  history.pushState = (state, title, url) => {
    const to = new URL(url ?? location.href, location.href);
    const same = to.pathname === location.pathname, spokenAnew = same && spoken(to) === spoken(location);
    const walked = new URLSearchParams(location.search).has("back");
    (spokenAnew || (same && (walked || act === written)) ? replace : push)(state, title, url);
    if (!spokenAnew) written = act; // what the same hand does next may be a step of its own
    const language = to.searchParams.get("lang");
    if (language) document.documentElement.lang = language;
    translated();
  };
  // Streamlit's own way past the controls speaks English only.
  const translated = () => {
    const skip = document.querySelector("[data-testid=stSkipToContent]");
    if (skip) skip.textContent = document.documentElement.lang === "ru" ? "Сразу к содержанию" : "Skip to main content";
  };
  // Back and Forward lead to an address that the server has written itself: say that it is meant.
  addEventListener("popstate", () => {
    const to = new URL(location.href);
    if (!to.search) return;
    to.searchParams.set("back", "1");
    replace(history.state, "", to);
  });

  // Never a white page: until the first one is drawn, say what is under way.
  addEventListener("DOMContentLoaded", () => {
    const box = document.createElement("div");
    box.setAttribute("role", "status");
    const quiet = matchMedia("(prefers-color-scheme: dark)").matches ? "#B5B5B5" : "#595959";
    box.style.cssText = `position:fixed;inset:40% 0 auto;text-align:center;font:18px sans-serif;color:${quiet};z-index:1`;
    document.body.append(box);
    const start = Date.now();
    const tick = async () => {
      if (document.querySelector("[data-testid=stAppViewContainer] h1")) {
        translated();
        return box.remove();
      }
      let ready = true;
      try { ready = (await (await fetch(`${window.__streamlit?.MAIN_PAGE_BASE_URL ?? "/"}ready?page`)).json()).ready; } catch { /* it starts */ }
      const seconds = Math.round((Date.now() - start) / 1000);
      box.textContent = ready || seconds < 3
        ? (russian ? "Partner Garden открывается …" : "Partner Garden opens ...")
        : (russian ? `Готовим модель: несколько минут, один раз на этой машине (${seconds} с)`
                   : `Preparing the engine: some minutes, only once on this machine (${seconds} s)`);
      setTimeout(tick, 500);
    };
    tick();
  });
})();
