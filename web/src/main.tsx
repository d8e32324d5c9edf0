import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './app.tsx';
import { startClock } from './data/clock.ts';
import { keepPreferences } from './data/preferences.ts';
import { loadSession, watchSignOut } from './data/session.ts';
import { listenForKeys } from './keys/registry.ts';
import { paths } from './routes.ts';

keepPreferences();
startClock();
listenForKeys();
watchSignOut();
void loadSession();

if (location.pathname.startsWith(`${paths.lenses}/`)) {
  // Opened at a lens, its code and the picture's load while the service is asked who this is. A
  // failure is told where they would be.
  import('./screens/lens/lens-screen.tsx').catch(() => undefined);
  import('./graph/drawing.ts').catch(() => undefined);
}

const root = document.querySelector('#app');
if (root !== null) render(<App />, root);
