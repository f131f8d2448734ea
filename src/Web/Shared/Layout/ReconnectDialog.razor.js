const dialog = document.getElementById("components-reconnect-modal");

dialog.addEventListener("components-reconnect-state-changed", ({ detail }) => {
  switch (detail.state) {
    case "show":
      dialog.show();
      break;
    case "hide":
      dialog.close();
      break;
    case "failed":
      document.addEventListener("visibilitychange", reconnectWhenSeen);
      addEventListener("online", reconnect, { once: true });
      break;
    case "rejected":
      location.reload();
      break;
  }
});

dialog.querySelector("[data-reconnect]").addEventListener("click", reconnect);

// The page's state is in its address, so that loading it again is always a way back.
async function reconnect() {
  document.removeEventListener("visibilitychange", reconnectWhenSeen);
  try {
    if (await Blazor.reconnect() || await Blazor.resumeCircuit()) {
      dialog.close();
    } else {
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
