namespace Slipway.Foundation.Tenancy;

/// <summary>
/// The organization that a request, circuit or job works for. It is set once, from the address or by the job, and never changes;
/// reading it unset throws, so that nothing runs for 'no organization in particular'.
/// </summary>
public sealed class Tenant
{
    private Id<Organization>? _id;

    /// <summary>The organization's id.</summary>
    public Id<Organization> Id => _id ?? throw new InvalidOperationException("No organization was entered in this scope.");

    public bool IsSet => _id is not null;

    /// <summary>Enters an organization. Entering the same one again is harmless; another one is a bug.</summary>
    public void Enter(Id<Organization> organization)
    {
        if (_id is { } entered && entered != organization)
        {
            throw new InvalidOperationException("A scope never changes its organization; another organization is another scope.");
        }

        _id = organization;
    }
}
