namespace Slipway.Tracking.Artifacts;

/// <summary>Addresses of artifacts as clients are told them, <c>mlflow-artifacts:/0/{run}/artifacts/model</c>, and the paths below the project that they stand for.</summary>
public static class ArtifactAddress
{
    /// <summary>With which an address begins that is answered by this server.</summary>
    public const string Scheme = "mlflow-artifacts:";

    /// <summary>Whether this server has the bytes.</summary>
    public static bool IsOurs(string address) => address.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>The path below the project. A host in the address is left out: clients put there what they call this server.</summary>
    /// <returns>The path in its shortest form, or <see cref="Invalid"/> when it leaves its folder, plain or percent-encoded.</returns>
    public static Result<string> Read(string address)
    {
        var rest = address[Scheme.Length..];
        var path = rest.StartsWith("//", StringComparison.Ordinal) ? (rest.IndexOf('/', 2) is > 0 and var slash ? rest[slash..] : "") : rest;
        return ArtifactPath.Read(path.TrimStart('/'));
    }

    /// <summary>The address of a path below the project.</summary>
    public static string Of(string path) => $"{Scheme}/{path}";
}
