// One connection per page, opened by the first subscription and closed after the last.
import "../lib/signalr/signalr.min.js";
import "../lib/signalr-protocol-msgpack/signalr-protocol-msgpack.min.js";

const { HubConnectionBuilder, HubConnectionState, LogLevel, protocols } = globalThis.signalR;
const connections = new Map();

/** Calls `handlers.points(batches)`, `.refetch()` and `.changed()` for the topic until the function that it returns is called. */
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
    this.hub.on("points", batches => this.points(batches));
    this.hub.on("refetch", topic => this.tell(topic, "refetch"));
    this.hub.on("changed", topic => this.tell(topic, "changed"));
    this.hub.onreconnected(() => this.join());
    this.open();
  }

  async open() {
    while (!this.closed) {
      try {
        await this.hub.start();
        await this.join();
        return;
      } catch {
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
      this.tell(topic, "refetch");
    } catch (refusal) {
      console.warn(`${topic} is not followed live: ${refusal.message}`);
    }
  }

  add(topic, handlers) {
    const known = this.topics.get(topic);
    if (known) {
      known.add(handlers);
      return;
    }

    this.topics.set(topic, new Set([handlers]));
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

  points(batches) {
    const byTopic = Map.groupBy(batches, batch => `run/${batch.run}`);
    for (const [topic, those] of byTopic) {
      this.tell(topic, "points", those);
    }
  }

  tell(topic, event, argument) {
    for (const handlers of this.topics.get(topic) ?? []) {
      handlers[event]?.(argument);
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
