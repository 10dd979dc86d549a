namespace DomSec.Providers;

/// <summary>Spools in memory, and beyond a threshold in a temporary file that nobody else can read and that goes away by itself.</summary>
/// <remarks>
/// Safe for concurrent use; each stream serves one user. What is spooled is a message as received, never decrypted content, so the
/// file is not encrypted once more.
/// </remarks>
public sealed class SystemSpool : ISpool
{
    private readonly int _memoryBytes;
    private readonly string _folder;

    /// <summary>Creates a spool.</summary>
    /// <param name="memoryBytes">Octets held in memory for one stream; a longer one moves to a file. Default 4 MiB, as <see cref="DomSecLimits.MaxBufferedBytes"/>.</param>
    /// <param name="folder">Where the files go; null is the system's folder for temporary files. It has to exist when a file is needed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="memoryBytes"/> is negative.</exception>
    public SystemSpool(int memoryBytes = 4 << 20, string? folder = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(memoryBytes);
        _memoryBytes = memoryBytes;
        _folder = folder ?? Path.GetTempPath();
    }

    /// <inheritdoc/>
    public Stream Create() => new SpoolStream(_memoryBytes, _folder);
}
