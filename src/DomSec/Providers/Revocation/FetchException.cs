namespace DomSec.Providers.Revocation;

/// <summary>A fetch that failed for a reason of its own; caught inside this room. The message names no content.</summary>
internal sealed class FetchException : Exception
{
    public FetchException(string message)
        : base(message)
    {
    }
}
