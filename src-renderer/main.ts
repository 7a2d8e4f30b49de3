import './system-locale';
import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { connect } from './client';
import { session } from './stores/session.svelte';
import { textSize } from './stores/text-size.svelte';
import { keepWindowErrors } from './stores/window-errors';

keepWindowErrors();
textSize.start();
void session.start(connect());

const target = document.getElementById('app');
if (target) mount(App, { target });
