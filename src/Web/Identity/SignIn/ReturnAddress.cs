namespace Slipway.Identity.SignIn;

/// <summary>Where a person goes on after signing in.</summary>
internal static class ReturnAddress
{
    /// <summary>The address if it is one of this site's own, else the start page: a link can't lead a person who just signed in elsewhere.</summary>
    public static string Local(string? address) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal) && !address.StartsWith("/\\", StringComparison.Ordinal) ? address : "/";

    /// <summary>Another page of the sign-in, which is to lead to the same address in the end.</summary>
    public static string Carry(string page, string? address) => address is null ? page : $"{page}?returnUrl={Uri.EscapeDataString(address)}";
}
