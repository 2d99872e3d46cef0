// A relay as common tutorials build it: it calls the provider with the official package and sends each image to the browser as base64 in
// JSON. Darkroom is compared with it, so nothing in it is slow on purpose.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import OpenAI from 'openai';

// Reads OPENAI_API_KEY and OPENAI_BASE_URL.
const openai = new OpenAI();
const page = await readFile(new URL('index.html', import.meta.url));

async function generate(request, response) {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
  }
  const { prompt } = JSON.parse(body);

  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', Connection: 'keep-alive' });
  const send = (data) => response.write(`data: ${JSON.stringify(data)}\n\n`);
  try {
    const stream = await openai.responses.create({
      model: 'gpt-4.1-mini',
      input: prompt,
      stream: true,
      tools: [{ type: 'image_generation', partial_images: 3 }],
    });
    for await (const event of stream) {
      if (event.type === 'response.image_generation_call.partial_image') {
        send({ type: 'partial', index: event.partial_image_index, image: event.partial_image_b64 });
      } else if (event.type === 'response.output_item.done' && event.item.type === 'image_generation_call') {
        send({ type: 'final', image: event.item.result });
      }
    }
    send({ type: 'done' });
  } catch (error) {
    send({ type: 'error', message: error.message });
  }
  response.end();
}

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/api/generate') {
    void generate(request, response);
  } else {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
  }
});

server.listen(Number(process.argv[2] ?? 3000), '127.0.0.1', () => {
  console.log(`Now listening on: http://127.0.0.1:${server.address().port}`);
});
