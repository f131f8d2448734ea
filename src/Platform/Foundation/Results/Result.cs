namespace Slipway.Foundation.Results;

/// <summary>What a service answers: the value, or a <see cref="Results.Refusal"/> that says why not. Exceptions mean bugs.</summary>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    /// <summary>Why the request was declined; null when it was carried out.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The answer. Reading it from a declined request is a bug and throws.</summary>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException(Refusal.Message);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The answer of an act that has nothing to say but that it was done.</summary>
public readonly record struct Done;
