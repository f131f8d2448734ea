// MLflow clients print links like {tracking address}/#/experiments/1/runs/{id}. What is behind the # never reaches the server, so this turns it
// into the address of our page. Loaded first on every page, the sign-in page too: a browser carries the fragment through a redirect.
(() => {
  const printed = /^#\/experiments\/(\d+)(?:\/runs\/([0-9a-f]{32}))?(?:[/?]|$)/i;

  // The tracking address is a project's, or the bare host's, which names no project: there the server looks for the run's.
  function target(path, fragment) {
    const found = printed.exec(fragment);
    if (!found) {
      return null;
    }

    const [, experiment, run] = found;
    const project = /^\/([a-z0-9-]+)\/([a-z0-9-]+)\/?$/.exec(path)?.[0].replace(/\/$/, "");
    return project ? project + (run ? `/runs/${run.toLowerCase()}` : `/experiments/${experiment}`)
      : run ? `/mlflow/runs/${run.toLowerCase()}`
      : null;
  }

  function forward() {
    const isSignIn = location.pathname === "/sign-in" || location.pathname === "/register";
    const wanted = isSignIn ? new URLSearchParams(location.search).get("returnUrl") ?? "/" : location.pathname;
    const found = target(wanted.split("?")[0], location.hash);
    if (found) {
      location.replace(isSignIn ? `${location.pathname}?returnUrl=${encodeURIComponent(found)}` : found);
    }
  }

  forward();
  addEventListener("hashchange", forward);
})();
