// Sends an archive as the body of one request, and shows in a bar how much of it is there.
let request = null;

/** Answers the refusal's sentence, or nothing when the archive was taken. */
export function send(input, address, bar) {
  const [file] = input.files;
  if (!file) {
    return "Choose the zip that an export wrote.";
  }

  return new Promise(answer => {
    request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Content-Type", "application/zip");
    request.upload.onprogress = event => {
      if (event.lengthComputable) {
        bar.value = Math.floor(100 * event.loaded / event.total);
      }
    };
    request.onload = () => answer(request.status < 300 ? null : sentence(request));
    request.onerror = () => answer("The connection broke off. Send the archive again.");
    request.onabort = () => answer("The upload was stopped.");
    request.send(file);
  });
}

export function stop() {
  request?.abort();
}

function sentence(answered) {
  try {
    const problem = JSON.parse(answered.responseText);
    return Object.values(problem.errors ?? {}).flat()[0] ?? problem.detail ?? problem.title;
  } catch {
    return `The server answered ${answered.status}. Send the archive again.`;
  }
}
