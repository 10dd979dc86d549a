using DomSec.Cms;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>A message taken apart: its layers, opened as far as keys allow. Holds plaintext and content keys until disposed.</summary>
internal sealed class MessageWalk : IDisposable
{
    private readonly LayerReader _reader;

    public MessageWalk(LayerReader reader, OpenedKeys? opened = null)
    {
        _reader = reader;
        Opened = opened ?? new OpenedKeys();
    }

    public IReadOnlyList<MessageLayer> Layers => _reader.Layers;

    /// <summary>
    /// Layers inside one that did not open in the end, which are not the message's: their signatures are verified like any other, and what comes of it
    /// is thrown away, so that the time does not tell how far opening got (SEC-ORC-03).
    /// </summary>
    public IReadOnlyList<MessageLayer> Withdrawn => _reader.Withdrawn;

    public EntityHeader? OuterHeader => _reader.OuterHeader;

    /// <summary>The header of the innermost content, or null when it was not reached or has none.</summary>
    public EntityHeader? ContentHeader => _reader.ContentHeader;

    /// <summary>The header of the message that is all of the innermost content, or null.</summary>
    public EntityHeader? WrappedHeader => _reader.WrappedHeader;

    public bool ReachedContent => _reader.ReachedContent;

    public bool HasProtectedParts => _reader.HasProtectedParts;

    public IReadOnlyList<RaisedFlag> Flags => _reader.Flags;

    public CmsFault Fault => _reader.Fault;

    /// <summary>Whether there was any decryption key to try.</summary>
    public bool HadKeys { get; init; }

    /// <summary>The content keys that opened the layers, for the pass that releases content.</summary>
    public OpenedKeys Opened { get; }

    public void Dispose()
    {
        _reader.Dispose();
        Opened.Dispose();
    }
}
