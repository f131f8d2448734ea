const state = document.getElementById("components-reconnect-modal");
const note = state.nextElementSibling;

state.addEventListener("components-reconnect-state-changed", ({ detail }) => {
  if (detail.state === "failed") {
    document.addEventListener("visibilitychange", reconnectWhenSeen);
    addEventListener("online", reconnect, { once: true });
  } else if (detail.state === "rejected") {
    location.reload();
  }
});

note.querySelector("[data-reconnect]").addEventListener("click", reconnect);

// The page's state is in its address, so that loading it again is always a way back.
async function reconnect() {
  document.removeEventListener("visibilitychange", reconnectWhenSeen);
  try {
    if (!await Blazor.reconnect() && !await Blazor.resumeCircuit()) {
      location.reload();
    }
  } catch {
    document.addEventListener("visibilitychange", reconnectWhenSeen);
  }
}

function reconnectWhenSeen() {
  if (document.visibilityState === "visible") {
    reconnect();
  }
}
