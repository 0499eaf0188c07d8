import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attendanceCsv, durationOf, namesFrom } from '../src/room/attendance';
import { csv } from '../src/room/csv';

test('names out of a pasted list, at most 500; two may bear the same name', () => {
  assert.deepEqual(namesFrom(' 김민수\r\nAnna  Berg\t\n\n김민수;Ben,'), ['김민수', 'Anna Berg', '김민수', 'Ben']);
  assert.deepEqual(namesFrom('김민수'.normalize('NFD')), ['김민수']);
  assert.equal(namesFrom(Array.from({ length: 700 }, (_, index) => `n${index}`).join('\n')).length, 500);
});

test('hours and minutes', () => {
  assert.deepEqual([0, 29, 31, 3600, 5400, 36_000].map(durationOf), ['0:00', '0:00', '0:01', '1:00', '1:30', '10:00']);
});

test('cells with commas, quotes and lines are quoted; none is a formula', () => {
  assert.equal(csv([['a,b', 'say "x"', 'two\nlines', 3, -1]]), '\ufeff"a,b","say ""x""","two\nlines",3,-1\r\n');
  assert.equal(csv([['=1+1', '+a', '-b', '@c', '＝d']]), "\ufeff'=1+1,'+a,'-b,'@c,'＝d\r\n");
});

test('the table: who came, who is still there, who never came', () => {
  const people = [
    { name: 'Ada', role: 'Host', from: 1, to: 2, seconds: 120, visits: 2 },
    { name: 'Ben', role: 'Speaker', from: 3, to: null, seconds: 60, visits: 1 },
  ];
  const text = attendanceCsv({ people, absent: ['Cho'] }, ['N', 'R', 'F', 'T', 'D', 'V'], 'Absent', (at) => `t${at}`);
  assert.equal(text, '\ufeffN,R,F,T,D,V\r\nAda,Host,t1,t2,0:02,2\r\nBen,Speaker,t3,,0:01,1\r\nCho,Absent,,,,0\r\n');
});
