// Gives back each row as it is, whatever its columns are: frames are passed on as they came.
import { Reader, Writer } from "../sdk/assemblyscript/insitu";

const input = new Reader();
const output = new Writer();
while (input.read()) output.forward(input);
