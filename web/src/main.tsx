import './css/app.css';
import { render } from 'preact';
import { loadLanguage } from './base/i18n';
import { App } from './ui/app';

const root = document.getElementById('app');
if (root) void loadLanguage().finally(() => render(<App />, root));
