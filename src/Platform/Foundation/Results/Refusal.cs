namespace Slipway.Foundation.Results;

/// <summary>A request the platform understood and declined. <paramref name="Message"/> is a sentence that says what to do; people see it as written.</summary>
/// <param name="Status">The HTTP status that says the same.</param>
public abstract record Refusal(int Status, string Message);

/// <summary>The request can't be carried out as it was written.</summary>
public record Invalid(string Message) : Refusal(400, Message);

/// <summary>Nobody is signed in, or the credentials are not (or no longer) good.</summary>
public record Unauthenticated(string Message) : Refusal(401, Message);

/// <summary>The caller may see the thing but not do this to it.</summary>
public record Forbidden(string Message) : Refusal(403, Message);

/// <summary>The organization's plan is used up. Trying again doesn't help: something has to be deleted, or the plan changed.</summary>
public record QuotaExceeded(string Message) : Forbidden(Message);

/// <summary>There is no such thing, or the caller may not know that there is.</summary>
public record NotFound(string Message) : Refusal(404, Message);

/// <summary>The thing is in a state in which this can't be done.</summary>
public record Conflict(string Message) : Refusal(409, Message);

/// <summary>A name or address that has to be unique is in use.</summary>
public record AlreadyExists(string Message) : Conflict(Message);

/// <summary>More bytes or items than one request may carry.</summary>
public record TooLarge(string Message) : Refusal(413, Message);

/// <summary>Too many requests; the same one may be sent again after <paramref name="RetryAfter"/>.</summary>
public record TooManyRequests(string Message, TimeSpan RetryAfter) : Refusal(429, Message);

/// <summary>This server's configuration doesn't offer the feature.</summary>
public record NotSupported(string Message) : Refusal(501, Message);
