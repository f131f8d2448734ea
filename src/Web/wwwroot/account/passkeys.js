// The browser's part of passkeys: a form marked with data-passkey asks the server for options, asks the browser for a credential, and is then
// sent with it in a hidden field. Works on static pages, which is where the cookie with the challenge can be set.
const isOffered = typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === "function";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!isOffered) {
    say(form, window.isSecureContext ? "This browser doesn't know passkeys." : "Browsers offer passkeys over https and on localhost alone.");
    form.querySelector("button[type=submit]").disabled = true;
    continue;
  }

  form.addEventListener("submit", event => {
    event.preventDefault();
    ask(form);
  });
  form.dataset.ready = "";
}

async function ask(form) {
  try {
    const answer = await fetch(form.dataset.options, { method: "POST", headers: { accept: "application/json" } });
    if (!answer.ok) {
      throw new Error((await answer.json().catch(() => ({}))).detail ?? "The server can't be reached. Try again.");
    }

    const options = await answer.json();
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    say(form, error.name === "NotAllowedError" ? "Nothing was done: the request was dismissed, or took too long."
      : error.name === "InvalidStateError" ? "This device has a passkey for your account already."
      : error.message);
  }
}

function say(form, sentence) {
  const place = form.querySelector("[data-passkey-refusal]");
  place.textContent = sentence;
  place.hidden = false;
}
