using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms.Streaming;

namespace DomSec.Layers;

/// <summary>
/// What a pass notes about plaintext that streams by and is not kept: how long it is, how it starts and whether it is one whole SEQUENCE. That
/// is all that releasing it later has to know. Content that no tag protects is digested too: what is released must be what was judged.
/// </summary>
internal sealed class PlaintextFacts : IDisposable
{
    private readonly PooledOctets _start = new(PlaintextForm.Sample);
    private readonly IncrementalHash? _hash;
    private ElementEnd? _element;

    /// <param name="isDigested">Whether nothing else tells whether a later pass saw the same.</param>
    public PlaintextFacts(bool isDigested) => _hash = isDigested ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;

    public long Length { get; private set; }

    /// <summary>Its SHA-256, after <see cref="Complete"/>; empty when a tag makes it needless.</summary>
    public byte[] Digest { get; private set; } = [];

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
        _hash?.AppendData(octets);
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

    public void Complete() => Digest = _hash?.GetHashAndReset() ?? [];

    public void Dispose()
    {
        _start.Dispose();
        _hash?.Dispose();
    }
}
