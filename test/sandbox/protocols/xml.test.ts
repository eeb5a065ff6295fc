import assert from 'node:assert/strict';
import { xml } from '../../../src/sandbox/protocols/xml.ts';

describe('sandbox: XML', () => {
  it('writes lists as members, maps as entries and leaves out what is undefined', () => {
    const details = new Map([['IAM Policy', 'a<b']]);
    assert.equal(
      xml({ Names: ['a', 'b'], None: [], Details: details, Flag: true, Count: 1, Missing: undefined }),
      '<Names><member>a</member><member>b</member></Names><None></None>' +
        '<Details><entry><key>IAM Policy</key><value>a&#60;b</value></entry></Details><Flag>true</Flag><Count>1</Count>',
    );
    assert.equal(xml({ set: [{ id: 'x' }] }, 'item'), '<set><item><id>x</id></item></set>');
  });
});
