/**
 * Polyfills for V8 8.3, limited to what the program and its packages use: all of core-js takes a sixth
 * of a second at every start.
 */
import 'core-js/actual/aggregate-error';
import 'core-js/actual/array/at';
import 'core-js/actual/array/find-last';
import 'core-js/actual/array/find-last-index';
import 'core-js/actual/array/to-reversed';
import 'core-js/actual/array/to-sorted';
import 'core-js/actual/array/to-spliced';
import 'core-js/actual/array/with';
import 'core-js/actual/object/group-by';
import 'core-js/actual/object/has-own';
import 'core-js/actual/promise/any';
import 'core-js/actual/promise/try';
import 'core-js/actual/promise/with-resolvers';
import 'core-js/actual/string/at';
import 'core-js/actual/string/replace-all';
import 'core-js/actual/structured-clone';
import 'core-js/actual/symbol/async-dispose';
import 'core-js/actual/symbol/dispose';
import 'core-js/actual/typed-array/at';
import 'core-js/actual/typed-array/find-last-index';
import 'core-js/actual/url/can-parse';
