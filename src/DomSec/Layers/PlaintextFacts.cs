using DomSec.Ber;
using DomSec.Cms.Streaming;
using DomSec.Crypto.Platform;

namespace DomSec.Layers;

/// <summary>
/// What a pass notes about plaintext that streams by and is not kept: how long it is, how it starts and whether it is one whole SEQUENCE. That
/// is all that releasing it later has to know. Content that no tag protects is marked too: what is released must be what was judged.
/// </summary>
internal sealed class PlaintextFacts : IDisposable
{
    private readonly PooledOctets _start = new(PlaintextForm.Sample);
    private readonly ContentMac? _mac;
    private ElementEnd? _element;

    /// <param name="macKey">A key, the same in every pass, when nothing else tells whether a later pass saw the same; empty otherwise.</param>
    public PlaintextFacts(ReadOnlySpan<byte> macKey) => _mac = macKey.IsEmpty ? null : new ContentMac(macKey);

    public long Length { get; private set; }

    /// <summary>Its authentication code, after <see cref="Complete"/>; empty when a tag makes it needless.</summary>
    public byte[] Mac { get; private set; } = [];

    /// <summary>Its first octets.</summary>
    public ReadOnlyMemory<byte> Start => _start.Memory;

    /// <summary>Whether it is exactly one BER SEQUENCE.</summary>
    public bool IsOneSequence => Length > 0 && _start.Span[0] == BerTag.Sequence && _element is { IsDone: true, HasRest: false };

    /// <summary>Whether it looks like a MIME entity or a CMS object, to its end (decision 9).</summary>
    public bool IsPlausible => PlaintextForm.IsText(_start.Span) || PlaintextForm.IsSequence(_start.Span, Length);

    public void Write(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return;
        }

        Length += octets.Length;
        _mac?.Append(octets);
        if (_start.Length < PlaintextForm.Sample)
        {
            _start.Write(octets[..Math.Min(octets.Length, PlaintextForm.Sample - _start.Length)]);
        }

        if (_element is null && _start.Span[0] == BerTag.Sequence)
        {
            _element = new ElementEnd();
        }

        _element?.Write(octets);
    }

    public void Complete() => Mac = _mac?.Finish() ?? [];

    public void Dispose()
    {
        _start.Dispose();
        _mac?.Dispose();
    }
}
