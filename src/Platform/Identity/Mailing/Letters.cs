using Slipway.Foundation.Access;

namespace Slipway.Identity.Mailing;

/// <summary>Everything that Slipway writes to people about their account.</summary>
internal static class Letters
{
    private const string NotYou = "If this wasn't you, set a new password now with 'Forgot your password?' on the sign-in page, which signs out everybody who is in your account.";

    public static Letter ResetPassword(User user, string address) => new(
        "password-reset", "Set a new password", user.DisplayName,
        ["Somebody, probably you, asked for a new password for your account.", "The link below works once, for two hours."],
        ("Set a new password", address),
        "If you didn't ask for it, you need not do anything: your password stays as it is.");

    public static Letter PasswordChanged(User user) => new(
        "password-changed", "Your password was changed", user.DisplayName,
        ["The password of your account was changed just now, and all other browsers were signed out."],
        null, NotYou);

    public static Letter ConfirmEmail(User user, string address) => new(
        "email-confirmation", "Confirm your e-mail address", user.DisplayName,
        ["Welcome. Confirm that this address is yours, so that you can be reached when you forget your password."],
        ("Confirm the address", address),
        "If you didn't make an account, somebody mistyped their address. Nothing happens unless you open the link.");

    public static Letter ConfirmNewEmail(User user, string email, string address) => new(
        "email-change", "Confirm your new e-mail address", user.DisplayName,
        [$"You asked to sign in with {email} from now on. Confirm that this address is yours; until then, the old one stays.", "The link below works for a day."],
        ("Use this address", address),
        "If you didn't ask for it, you need not do anything.");

    public static Letter EmailChanged(User user, string email) => new(
        "email-changed", "Your e-mail address was changed", user.DisplayName,
        [$"Your account's e-mail address is now {email}. Nothing more is sent to this one."],
        null,
        "If this wasn't you, ask whoever runs this server for help at once: the new address can set a new password.");

    public static Letter TwoFactorChanged(User user, bool isOn) => new(
        "two-factor", isOn ? "Two-step sign-in is on" : "Two-step sign-in is off", user.DisplayName,
        [isOn ? "From now on, signing in with your password also asks for a code from your authenticator app." : "From now on, your password alone is enough to sign in."],
        null, NotYou);

    public static Letter PasskeyAdded(User user, string passkey) => new(
        "passkey", "A passkey was added", user.DisplayName,
        [$"The passkey '{passkey}' was added to your account. Whoever holds it can sign in without your password."],
        null, NotYou);

    public static Letter RecoveryCodeUsed(User user, int left) => new(
        "recovery-code", "A recovery code was used", user.DisplayName,
        [$"Somebody, probably you, signed in with one of your recovery codes. {left} {(left == 1 ? "is" : "are")} left."],
        null, NotYou);

    public static Letter LockedOut(User user) => new(
        "locked", "Your account is locked for five minutes", user.DisplayName,
        ["There were too many wrong passwords in a row, so nobody can sign in with a password for five minutes. Browsers that are signed in stay so."],
        null, "If this wasn't you, somebody is guessing your password: a long one that is used nowhere else, or a passkey, keeps them out.");

    public static Letter AccountDeleted(User user) => new(
        "account-deleted", "Your account was deleted", user.DisplayName,
        ["Your account and what belonged to it alone are gone. Runs that you logged stay with their organizations, without your name."],
        null, "If this wasn't you, ask whoever runs this server for help at once.");
}
