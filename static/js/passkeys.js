// Passkeys: what the server asks goes to the browser, and its answer goes back with the form.
"use strict";
(() => {
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!window.PublicKeyCredential) return;

  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
    return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const asked = async (form) => {
    const here = document.getElementById("passkey-options");
    if (here) return JSON.parse(here.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  };

  const made = async (form) => {
    const { publicKey } = (await asked(form)).creation_options;
    const credential = await navigator.credentials.create({ publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: named(publicKey.excludeCredentials),
    } });
    return [credential, ["clientDataJSON", "attestationObject"]];
  };

  const used = async (form) => {
    const { publicKey } = (await asked(form)).request_options;
    const credential = await navigator.credentials.get({ publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: named(publicKey.allowCredentials),
    } });
    return [credential, ["clientDataJSON", "authenticatorData", "signature", "userHandle"]];
  };

  const written = (credential, parts) => JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(
      parts.filter((name) => credential.response[name]).map((name) => [name, text(credential.response[name])]),
    ),
  });

  for (const note of document.querySelectorAll("[data-passkey-missing]")) note.hidden = true;
  for (const form of forms) {
    const failed = form.querySelector("[data-passkey-failed]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      try {
        const [credential, parts] = await (form.dataset.passkey === "make" ? made(form) : used(form));
        form.elements.credential.value = written(credential, parts);
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }
})();
