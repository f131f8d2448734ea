// One connection per page, opened by the first subscription and closed after the last.
import "../lib/signalr/signalr.min.js";
import "../lib/signalr-protocol-msgpack/signalr-protocol-msgpack.min.js";

const { HubConnectionBuilder, HubConnectionState, LogLevel, protocols } = globalThis.signalR;
const connections = new Map();

/**
 * Calls `handlers.points(series)`, `.refetch()`, `.changed()`, `.closed(sentence)` and `.state("connecting" | "live" | "lost")` for the topic,
 * each if it is there, until the function that it returns is called.
 */
export function subscribe(url, topic, handlers) {
  let live = connections.get(url);
  if (!live) {
    live = new Live(url);
    connections.set(url, live);
  }

  live.add(topic, handlers);
  return () => {
    live.remove(topic, handlers);
    if (live.topics.size === 0) {
      connections.delete(url);
      live.close();
    }
  };
}

class Live {
  topics = new Map();
  closed = false;

  constructor(url) {
    this.hub = new HubConnectionBuilder()
      .withUrl(url)
      .withHubProtocol(new protocols.msgpack.MessagePackHubProtocol())
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => Math.min(1000 * 2 ** previousRetryCount, 15000) })
      .configureLogging(LogLevel.Error)
      .build();
    this.hub.on("points", ({ topic, series }) => this.tell(topic, "points", series));
    this.hub.on("refetch", topic => this.tell(topic, "refetch"));
    this.hub.on("changed", topic => this.tell(topic, "changed"));
    this.hub.on("closed", (topic, sentence) => this.end(topic, sentence));
    this.hub.onreconnecting(() => this.tellAll("state", "lost"));
    this.hub.onreconnected(() => this.join());
    this.hub.onclose(() => this.open());
    this.open();
  }

  async open() {
    while (!this.closed) {
      try {
        await this.hub.start();
        await this.join();
        return;
      } catch {
        this.tellAll("state", "lost");
        await new Promise(resolve => setTimeout(resolve, 5000));
      }
    }
  }

  async join() {
    await Promise.all([...this.topics.keys()].map(topic => this.follow(topic)));
  }

  // What was logged between the page's first fetch and this moment was sent to nobody; so it is fetched again.
  async follow(topic) {
    try {
      await this.hub.invoke("Subscribe", topic);
      this.tell(topic, "state", "live");
      this.tell(topic, "refetch");
    } catch (refusal) {
      // A connection that broke meanwhile subscribes again when it is back; what the server refused it refuses again.
      if (this.connected) {
        this.end(topic, refusal.message.replace(/^.*?HubException: /s, ""));
      }
    }
  }

  end(topic, sentence) {
    this.tell(topic, "closed", sentence);
    this.topics.delete(topic);
  }

  add(topic, handlers) {
    const known = this.topics.get(topic);
    if (known) {
      known.add(handlers);
    } else {
      this.topics.set(topic, new Set([handlers]));
    }

    handlers.state?.("connecting");
    if (this.connected) {
      this.follow(topic);
    }
  }

  remove(topic, handlers) {
    const known = this.topics.get(topic);
    known?.delete(handlers);
    if (known?.size === 0) {
      this.topics.delete(topic);
      if (this.connected) {
        this.hub.invoke("Unsubscribe", topic).catch(() => {});
      }
    }
  }

  tell(topic, event, argument) {
    for (const handlers of this.topics.get(topic) ?? []) {
      handlers[event]?.(argument);
    }
  }

  tellAll(event, argument) {
    for (const topic of this.topics.keys()) {
      this.tell(topic, event, argument);
    }
  }

  get connected() {
    return this.hub.state === HubConnectionState.Connected;
  }

  close() {
    this.closed = true;
    this.hub.stop();
  }
}
