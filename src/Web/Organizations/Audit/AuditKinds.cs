namespace Slipway.Organizations.Audit;

/// <summary>What the first part of a kind is called where one chooses among kinds.</summary>
internal static class AuditKinds
{
    /// <summary>Such as 'API tokens' for <c>token</c>; the part itself, as words, where it has no other name.</summary>
    public static string Name(string part) => part switch
    {
        "organization" => "The organization",
        "token" => "API tokens",
        "member" => "Members",
        "model" => "Models",
        "version" => "Model versions",
        "logged-model" => "Logged models",
        "alias" => "Aliases",
        "stage" or "stages" => "Stages",
        "artifacts" or "traces" => char.ToUpperInvariant(part[0]) + part[1..],
        _ => char.ToUpperInvariant(part[0]) + part[1..].Replace('-', ' ') + "s",
    };
}
