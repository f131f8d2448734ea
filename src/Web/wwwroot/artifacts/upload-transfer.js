// One file on its way: small ones in one request, large ones in parts side by side, as MLflow's own clients send them.
const LARGE = 32 * 2 ** 20;
const MOST_PARTS = 10_000;
const PARTS_AT_ONCE = 3;

class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

export async function send(job) {
  const { row, file } = job;
  const stop = new AbortController();
  job.stop = () => stop.abort();
  if (row.isStopped()) {
    return;
  }

  let replace = false;
  while (true) {
    try {
      row.progress(0);
      await (file.size > LARGE ? inParts(job, replace, stop.signal) : whole(job, replace, stop.signal));
      row.done();
      return;
    } catch (failure) {
      if (failure.status === 409) {
        replace = await row.ask(failure.message);
        if (replace) {
          continue;
        }

        row.skipped();
      } else if (failure.name === "AbortError") {
        row.cancelled();
      } else {
        row.failed(failure.message);
      }

      return;
    }
  }
}

function whole(job, replace, signal) {
  return put(`${job.api}/files/${escape(job.path)}${replace ? "?replace=true" : ""}`, job.file, signal, sent => job.row.progress(sent / (job.file.size || 1)));
}

async function inParts(job, replace, signal) {
  if (!replace && (await fetch(`${job.api}/info/${escape(job.path)}`, { signal })).ok) {
    throw new Refused(409, `There is a file '${job.path}' already. Replace it, or choose another name.`);
  }

  const size = Math.max(16 * 2 ** 20, Math.ceil(job.file.size / MOST_PARTS));
  const count = Math.ceil(job.file.size / size);
  const folder = `${job.root}/${job.path}`.split("/").slice(0, -1).join("/");
  const name = job.path.split("/").at(-1);
  const call = async (act, body) => answer(await fetch(`${job.parts}/${act}/${escape(folder)}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: act === "abort" ? undefined : signal,
  }));
  const begun = await call("create", { path: name, num_parts: count });
  const sent = new Array(count).fill(0);
  const parts = [];
  let next = 0;
  const lane = async () => {
    for (let index; (index = next++) < count;) {
      const { url, part_number } = begun.credentials[index];
      const part = job.file.slice(index * size, (index + 1) * size);
      const etag = await put(new URL(url).pathname, part, signal, bytes => {
        sent[index] = bytes;
        job.row.progress(sent.reduce((sum, one) => sum + one, 0) / job.file.size);
      });
      parts.push({ part_number, etag });
    }
  };

  try {
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, lane));
    job.row.joining();
    await call("complete", { path: name, upload_id: begun.upload_id, parts });
  } catch (failure) {
    call("abort", { path: name, upload_id: begun.upload_id }).catch(() => {});
    throw failure;
  }
}

// fetch tells nothing of how far a body is.
function put(url, body, signal, progress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    signal.addEventListener("abort", stop);
    request.upload.onprogress = event => progress(event.loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        done(request.getResponseHeader("ETag"));
      } else {
        failed(new Refused(request.status, sentence(request.status, request.responseText)));
      }
    };
    request.onerror = () => failed(new Error("The connection was lost. Try again when it is back."));
    request.onabort = () => failed(new DOMException("stopped", "AbortError"));
    request.onloadend = () => signal.removeEventListener("abort", stop);
    request.open("PUT", url);
    // What kind of file it is goes by its name; the browser's guess depends on the visitor's system.
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (signal.aborted) {
      failed(new DOMException("stopped", "AbortError"));
    } else {
      request.send(body);
    }
  });
}

async function answer(response) {
  const text = await response.text();
  if (!response.ok) {
    throw new Refused(response.status, sentence(response.status, text));
  }

  return text ? JSON.parse(text) : {};
}

function sentence(status, text) {
  try {
    const said = JSON.parse(text);
    return said.detail ?? said.message ?? `The server answered ${status}. Try again.`;
  } catch {
    return `The server answered ${status}. Try again.`;
  }
}

function escape(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}
