namespace Slipway.Foundation.Tenancy;

/// <summary>An entity that belongs to one organization: queries see only the tenant's, inserts are checked.</summary>
public interface ITenantOwned
{
    Id<Organization> OrganizationId { get; }
}

/// <summary>Marks an entity that no tenant filter covers, and says why that is right.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GlobalAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}
