import { LocationProvider, Route, Router, lazy, useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import styles from './app.module.css';
import { loadSession, session } from './data/session.ts';
import { ErrorNote } from './parts/error-note.tsx';
import { Mark } from './parts/wordmark.tsx';
import { paths, patterns } from './routes.ts';
import { SignIn } from './screens/account/sign-in.tsx';
import { SignUp } from './screens/account/sign-up.tsx';
import { LensList } from './screens/lenses/lens-list.tsx';
import { Lost } from './screens/lost.tsx';
import { Shell } from './shell/shell.tsx';

const Exceptions = lazy(() =>
  import('./screens/exceptions/exceptions.tsx').then((screen) => screen.Exceptions),
);
const Investigations = lazy(() =>
  import('./screens/investigations/investigations.tsx').then((screen) => screen.Investigations),
);
const InvestigationScreen = lazy(() =>
  import('./screens/investigations/investigation-screen.tsx').then(
    (screen) => screen.InvestigationScreen,
  ),
);
const LensScreen = lazy(() =>
  import('./screens/lens/lens-screen.tsx').then((screen) => screen.LensScreen),
);
const NodeScreen = lazy(() =>
  import('./screens/node/node-screen.tsx').then((screen) => screen.NodeScreen),
);
// What is looked at now and then is loaded then.
const Hunt = lazy(() => import('./screens/hunt/hunt.tsx').then(({ Hunt: screen }) => screen));
const Analyzers = lazy(() =>
  import('./screens/analyzers/analyzers.tsx').then(({ Analyzers: screen }) => screen),
);
const Coverage = lazy(() =>
  import('./screens/coverage/coverage.tsx').then(({ Coverage: screen }) => screen),
);
const Sources = lazy(() =>
  import('./screens/sources/sources.tsx').then(({ Sources: screen }) => screen),
);
const Welcome = lazy(() =>
  import('./screens/welcome/welcome.tsx').then(({ Welcome: screen }) => screen),
);
const Formats = lazy(() =>
  import('./screens/formats/formats.tsx').then(({ Formats: screen }) => screen),
);
const Tail = lazy(() => import('./screens/records/tail.tsx').then(({ Tail: screen }) => screen));
const UploadRecords = lazy(() =>
  import('./screens/records/upload-records.tsx').then(({ UploadRecords: screen }) => screen),
);
const Invitation = lazy(() =>
  import('./screens/account/invitation.tsx').then((screen) => screen.Invitation),
);
const ResetPassword = lazy(() =>
  import('./screens/account/reset-password.tsx').then((screen) => screen.ResetPassword),
);
const ConfirmSignUp = lazy(() =>
  import('./screens/account/confirm-sign-up.tsx').then((screen) => screen.ConfirmSignUp),
);
const Status = lazy(() =>
  import('./screens/status/status.tsx').then(({ Status: screen }) => screen),
);
const Held = lazy(() => import('./screens/account/held.tsx').then(({ Held: screen }) => screen));
const Settings = lazy(() =>
  import('./screens/settings/settings.tsx').then((screen) => screen.Settings),
);

/** The whole UI. */
export function App() {
  return (
    <LocationProvider>
      <Gate />
    </LocationProvider>
  );
}

/** What is shown whether somebody is signed in or not. */
const FOR_ANYONE = new Set<string>([paths.resetPassword, paths.confirmSignUp, paths.status]);

/** Shows the screens to members, and the way in to everybody else, at whatever address. */
function Gate() {
  const { path } = useLocation();
  const known = session.value;
  if (FOR_ANYONE.has(path)) {
    return (
      <Router>
        <Route path={paths.status} component={Status} />
        <Route path={paths.confirmSignUp} component={ConfirmSignUp} />
        <Route path={paths.resetPassword} component={ResetPassword} />
        <Route default component={Lost} />
      </Router>
    );
  }
  switch (known.state) {
    case 'unknown':
      return (
        <main class={styles.splash} aria-label="Loading">
          <Mark size={36} />
        </main>
      );
    case 'failed':
      return (
        <main class={styles.splash}>
          <ErrorNote
            error={known.error}
            title="Grapnel could not start"
            onRetry={() => void loadSession()}
          />
        </main>
      );
    case 'none':
      return (
        <Router>
          <Route path={paths.invitation} component={Invitation} />
          <Route path={paths.signUp} component={SignUp} />
          <Route default component={SignIn} />
        </Router>
      );
    case 'held':
      return (
        <Router>
          <Route path={paths.invitation} component={Invitation} />
          <Route default component={Held} />
        </Router>
      );
    case 'some':
      if (path === paths.invitation) {
        return (
          <Router>
            <Route path={paths.invitation} component={Invitation} />
            <Route default component={Lost} />
          </Router>
        );
      }
      return (
        <Shell session={known.session}>
          <Router>
            <Route path={paths.lenses} component={LensList} />
            <Route path={patterns.lens} component={LensScreen} />
            <Route path={paths.hunt} component={Hunt} />
            <Route path={patterns.node} component={NodeScreen} />
            <Route path={paths.analyzers} component={Analyzers} />
            <Route path={paths.investigations} component={Investigations} />
            <Route path={patterns.investigation} component={InvestigationScreen} />
            <Route path={paths.coverage} component={Coverage} />
            <Route path={paths.exceptions} component={Exceptions} />
            <Route path={paths.sources} component={Sources} />
            <Route path={paths.tail} component={Tail} />
            <Route path={paths.formats} component={Formats} />
            <Route path={patterns.upload} component={UploadRecords} />
            <Route path={paths.welcome} component={Welcome} />
            <Route path={patterns.settings} component={Settings} />
            <Route path={paths.home} component={Home} />
            <Route path={paths.signIn} component={Home} />
            <Route path={paths.signUp} component={Home} />
            <Route default component={Lost} />
          </Router>
        </Shell>
      );
  }
}

/** Members begin at the lenses. */
function Home() {
  const { route } = useLocation();
  useEffect(() => route(paths.lenses, true), []);
  return null;
}
