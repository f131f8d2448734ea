// Uploads files from a choice or a drop, straight to the server's API. What is under way is shown in a panel of its own at the page's edge,
// which stays when one goes on to another page of the product.
import { panel } from "./upload-panel.js";
import { send } from "./upload-transfer.js";

const AT_ONCE = 3;
const queue = [];
let underWay = 0;

export function mount(root, options) {
  let folder = options.folder;
  const zone = root.closest("[data-drop]");
  const choices = root.querySelectorAll("[data-choose]");
  const add = files => {
    for (const { file, path } of files) {
      enqueue({ ...options, file, path: folder ? `${folder}/${path}` : path });
    }
  };

  const chosen = event => {
    add([...event.target.files].map(file => ({ file, path: file.webkitRelativePath || file.name })));
    event.target.value = "";
  };

  const over = event => {
    if ([...event.dataTransfer.types].includes("Files")) {
      event.preventDefault();
      zone.dataset.over = "";
    }
  };

  const left = event => {
    if (!zone.contains(event.relatedTarget)) {
      delete zone.dataset.over;
    }
  };

  const dropped = async event => {
    event.preventDefault();
    delete zone.dataset.over;
    // Entries have to be taken before the first await: the list is emptied then.
    const entries = [...event.dataTransfer.items].filter(item => item.kind === "file").map(item => item.webkitGetAsEntry() ?? item.getAsFile());
    add((await Promise.all(entries.map(walk))).flat());
  };

  choices.forEach(choice => choice.addEventListener("change", chosen));
  zone.addEventListener("dragover", over);
  zone.addEventListener("dragleave", left);
  zone.addEventListener("drop", dropped);
  return {
    setFolder(next) {
      folder = next;
    },
    dispose() {
      choices.forEach(choice => choice.removeEventListener("change", chosen));
      zone.removeEventListener("dragover", over);
      zone.removeEventListener("dragleave", left);
      zone.removeEventListener("drop", dropped);
    },
  };
}

async function walk(entry) {
  if (entry instanceof File) {
    return [{ file: entry, path: entry.name }];
  }

  if (entry.isFile) {
    return [{ file: await new Promise((done, failed) => entry.file(done, failed)), path: entry.fullPath.replace(/^\//, "") }];
  }

  const reader = entry.createReader();
  const found = [];
  // A folder is told in parts, the last of which is empty.
  for (let part; (part = await new Promise((done, failed) => reader.readEntries(done, failed))).length > 0;) {
    found.push(...part);
  }

  return (await Promise.all(found.map(walk))).flat();
}

function enqueue(job) {
  job.row = panel.add(job.path, job.file.size, () => job.stop?.(), () => enqueue(job));
  queue.push(job);
  next();
}

async function next() {
  if (underWay >= AT_ONCE || queue.length === 0) {
    return;
  }

  const job = queue.shift();
  underWay++;
  addEventListener("beforeunload", keep);
  try {
    await send(job);
  } finally {
    underWay--;
    if (underWay === 0 && queue.length === 0) {
      removeEventListener("beforeunload", keep);
    }

    next();
  }
}

function keep(event) {
  event.preventDefault();
}
