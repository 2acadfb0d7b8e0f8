// Runs modules for DifferentialTest: one request a line on standard input, one answer a line.
//   module BASE64        compiles a module: "ok" or "invalid ..."
//   call EXPORT VALUE... calls an export of a fresh instance; a value is i32, i64, f32 or f64, a
//                        colon and its bits in hexadecimal: "END results | log | memory | globals | tables"
//   wasi FILE OUTPUT     runs a command, its standard output into a file: "exit CODE"
// Values that leave the module have canonical NaNs; what stays inside is read bit by bit.
'use strict';
const { createHash } = require('crypto');
const fs = require('fs');
const readline = require('readline');

const view = new DataView(new ArrayBuffer(8));
const PAGE = 4096;
const ZERO = Buffer.alloc(PAGE);
let compiled;

function hex(number, digits) {
  return BigInt.asUintN(4 * digits, BigInt(number)).toString(16);
}

function parse(text) {
  const [type, bits] = text.split(':');
  const number = BigInt('0x' + bits);
  switch (type) {
    case 'i32':
      return Number(BigInt.asIntN(32, number));
    case 'i64':
      return BigInt.asIntN(64, number);
    case 'f32': {
      view.setUint32(0, Number(number));
      const float = view.getFloat32(0);
      return Number.isNaN(float) ? NaN : float;
    }
    default: {
      view.setBigUint64(0, number);
      const double = view.getFloat64(0);
      return Number.isNaN(double) ? NaN : double;
    }
  }
}

function show(type, value) {
  switch (type) {
    case 'i32':
      return 'i32:' + hex(value, 8);
    case 'i64':
      return 'i64:' + hex(value, 16);
    case 'f32':
      if (Number.isNaN(value)) return 'f32:7fc00000';
      view.setFloat32(0, value);
      return 'f32:' + hex(view.getUint32(0), 8);
    default:
      if (Number.isNaN(value)) return 'f64:7ff8000000000000';
      view.setFloat64(0, value);
      return 'f64:' + hex(view.getBigUint64(0), 16);
  }
}

const TRAPS = [
  [/^unreachable/, 'UNREACHABLE'],
  [/by zero/, 'DIVIDE_BY_ZERO'],
  [/divide result unrepresentable/, 'NUMBER'],
  [/float unrepresentable/, 'NUMBER'],
  [/memory access out of bounds|data segment out of bounds/, 'MEMORY_BOUNDS'],
  [/table index is out of bounds|null function or function signature mismatch/, 'TABLE'],
  [/table access out of bounds|table.*out of bounds|element segment out of bounds/, 'TABLE'],
];

function trap(error) {
  const known =
    error instanceof WebAssembly.RuntimeError && TRAPS.find(([text]) => text.test(error.message));
  return known ? 'Trapped ' + known[1] : 'Unknown ' + error;
}

function pages(memory) {
  const bytes = memory ? Buffer.from(memory.buffer) : ZERO.subarray(0, 0);
  if (bytes.length === 0) return '0';
  const hash = createHash('sha256');
  const index = Buffer.alloc(4);
  for (let at = 0; at < bytes.length; at += PAGE) {
    const page = bytes.subarray(at, at + PAGE);
    if (!page.equals(ZERO)) {
      index.writeInt32BE(at / PAGE);
      hash.update(index).update(page);
    }
  }
  return bytes.length / 65536 + ' ' + hash.digest('hex');
}

function state(exports) {
  const names = Object.keys(exports).filter((name) => name.startsWith('insitu.'));
  const globals = names
    .filter((name) => name.startsWith('insitu.global.'))
    .map((name) => {
      const [, , type] = name.split('.');
      return show(type, exports[name]());
    });
  const tables = names
    .filter((name) => name.startsWith('insitu.table.'))
    .map((name) => {
      const entries = [];
      for (let i = 0; i < exports[name].length; i++) {
        const entry = exports[name].get(i);
        entries.push(entry === null ? '-' : entry.name);
      }
      return entries.join(' ');
    });
  return `${pages(exports['insitu.memory.0'])} | ${globals.join(' ')} | ${tables.join(', ')}`;
}

function imports(log) {
  const types = { 'log-i32': 'i32', 'log-i64': 'i64', 'log-f32': 'f32', 'log-f64': 'f64' };
  const found = {};
  for (const { module: from, name } of WebAssembly.Module.imports(compiled)) {
    if (!(name in types)) throw new Error('import ' + from + '.' + name);
    found[from] ??= {};
    found[from][name] = (value) => {
      log.push(show(types[name], value));
    };
  }
  return found;
}

function call(name, results, values) {
  const log = [];
  let end;
  const instance = new WebAssembly.Instance(compiled, imports(log));
  try {
    const result = instance.exports[name](...values.map(parse));
    const all = results.length === 0 ? [] : results.length === 1 ? [result] : [...result];
    end = ['Completed', ...all.map((value, i) => show(results[i], value))].join(' ');
  } catch (error) {
    end = trap(error);
  }
  return `${end} | ${log.join(' ')} | ${state(instance.exports)}`;
}

function wasi(file, output) {
  const { WASI } = require('wasi');
  const stdout = fs.openSync(output, 'w');
  try {
    const host = new WASI({ version: 'preview1', args: ['command'], env: {}, stdout });
    const program = new WebAssembly.Module(fs.readFileSync(file));
    const instance = new WebAssembly.Instance(program, host.getImportObject());
    return 'exit ' + host.start(instance);
  } catch (error) {
    return trap(error);
  } finally {
    fs.closeSync(stdout);
  }
}

function answer(line) {
  const [what, ...rest] = line.split(' ');
  switch (what) {
    case 'module':
      try {
        compiled = new WebAssembly.Module(Buffer.from(rest[0], 'base64'));
        return 'ok';
      } catch (error) {
        return 'invalid ' + error.message;
      }
    case 'call':
      return call(rest[0], rest[1] === '-' ? [] : rest[1].split(','), rest.slice(2));
    default:
      return wasi(rest[0], rest[1]);
  }
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  let text;
  try {
    text = answer(line);
  } catch (error) {
    text = 'failed ' + error;
  }
  process.stdout.write(text.replace(/\n/g, ' ') + '\n');
});
