// Many people who only sit there: sockets of one page, without any media of their own.

const NAMES =
  '김서준 이하윤 박도현 최지우 정예준 강수아 조은우 윤서아 장시우 임채원 한지호 오다은 서준우 신유나 권민재 황소율 안건우 송하린 전이안 홍나은 Mia Jonas Aisha Luca Sofía Noah Emma Kenji Priya Olga'.split(
    ' ',
  );
export const nameOf = (index) => NAMES[index % NAMES.length] + (index < NAMES.length ? '' : ` ${Math.floor(index / NAMES.length) + 1}`);

/** In a page of the service: joins `names` one after another; they stay until the page closes. */
export function seat(page, number, names) {
  return page.evaluate(
    async (number, names) => {
      window.crowd ??= [];
      const join = async (name) => {
        const body = JSON.stringify({ name });
        const headers = { 'Content-Type': 'application/json' };
        const answer = await fetch(`/api/rooms/${number}/join`, { method: 'POST', headers, body });
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
        const { ticket } = await answer.json();
        const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`, 'seodang.v1');
        const send = (message) => socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
        window.crowd.push({ name, call: (method, params) => send({ id: 9, method, params }) });
        await new Promise((resolve, reject) => {
          socket.onopen = () => send({ id: 1, method: 'room.join', params: { ticket } });
          socket.onerror = reject;
          socket.onmessage = ({ data }) => {
            const message = JSON.parse(data);
            if (message.id === 1 && !message.method) (message.error ? reject : resolve)(new Error(data));
          };
        });
        send({ method: 'media.view', params: { tiles: [], receive: 'none' } });
      };
      for (const name of names) await join(name);
    },
    number,
    names,
  );
}

/** What one of them does: a request of theirs to the service. */
export function act(page, name, method, params = {}) {
  return page.evaluate(
    (name, method, params) => window.crowd.find((each) => each.name === name).call(method, params),
    name,
    method,
    params,
  );
}
