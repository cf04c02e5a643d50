// Runs the signature checker beside the page. The addresses of its script and WASM come
// in this worker's own address; both are on this origin.
const query = new URL(self.location.href).searchParams;
const same = (address) => {
  const url = new URL(address, self.location.href);
  if (url.origin !== self.location.origin) throw new Error("another origin");
  return url.href;
};
const ready = import(same(query.get("js"))).then(async (checker) => {
  await checker.default({ module_or_path: same(query.get("wasm")) });
  return checker;
});
self.onmessage = async ({ data: { id, call, request, body } }) => {
  try {
    const checker = await ready;
    const answer = call === "recognise" ? checker.recognise(request, body)
      : call === "providers" ? checker.providers()
      : checker.check(request, body);
    self.postMessage({ id, ok: answer });
  } catch (error) {
    self.postMessage({ id, error: String(error?.message ?? error) });
  }
};
