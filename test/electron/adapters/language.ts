/** What V8 10.8 lacks of the language, limited to what the program and its packages use. */
import 'core-js/actual/array/to-reversed';
import 'core-js/actual/array/to-sorted';
import 'core-js/actual/array/to-spliced';
import 'core-js/actual/array/with';
import 'core-js/actual/object/group-by';
import 'core-js/actual/promise/try';
import 'core-js/actual/promise/with-resolvers';
import 'core-js/actual/symbol/async-dispose';
import 'core-js/actual/symbol/dispose';
import 'core-js/actual/url/can-parse';
