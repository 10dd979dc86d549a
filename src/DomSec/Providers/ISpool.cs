namespace DomSec.Providers;

/// <summary>Holds a source that cannot seek, as it was received (never decrypted content), so that it can be read twice.</summary>
public interface ISpool
{
    /// <summary>A new, empty, readable, writable and seekable stream; disposing it removes what it held.</summary>
    /// <returns>The stream, owned by the caller.</returns>
    Stream Create();
}
