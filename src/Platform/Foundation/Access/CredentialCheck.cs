namespace Slipway.Foundation.Access;

/// <summary>
/// Asks whether what somebody signed in with still stands: the token isn't revoked or past its expiry, the session isn't signed out.
/// Whoever sets a <see cref="Principal"/> on a request's features sets this beside it, because a connection outlives its request's
/// answer. It is called every few seconds, so it answers from memory, and it uses no scoped service of the request.
/// </summary>
public delegate ValueTask<bool> CredentialCheck(CancellationToken ct);
