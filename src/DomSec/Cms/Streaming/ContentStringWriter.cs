using DomSec.Ber;

namespace DomSec.Cms.Streaming;

/// <summary>
/// Writes content octets into the place that CMS has for them. In BER they leave at once, as parts of a constructed string of indefinite
/// length; in DER they are kept until their number is known.
/// </summary>
internal sealed class ContentStringWriter : IDisposable
{
    /// <summary>Octets per part: a multiple of 48 (base64 lines) and 16 (cipher blocks).</summary>
    private const int PartBytes = 16_320;

    /// <summary>Room for a cipher's last block behind what was expected: growing for it would copy everything.</summary>
    private const int Slack = 64;

    private readonly OctetSink _output;
    private readonly bool _ber;
    private readonly PooledOctets _pending;
    private int _written;

    /// <param name="output">Where to.</param>
    /// <param name="ber">Whether octets leave at once.</param>
    /// <param name="expected">In DER about how many octets will come; they were received, so room for them is no risk.</param>
    public ContentStringWriter(OctetSink output, bool ber, int expected = 0)
    {
        _output = output;
        _ber = ber;
        _pending = new PooledOctets(ber ? PartBytes : Math.Max(expected + Slack, PartBytes));
    }

    /// <summary>What is kept: everything in DER, less than a part in BER.</summary>
    public Span<byte> Pending => _pending.WritableSpan;

    public void Write(ReadOnlySpan<byte> octets)
    {
        if (!_ber)
        {
            _pending.Write(octets);
            return;
        }

        while (!octets.IsEmpty)
        {
            if (_pending.Length == 0 && octets.Length >= PartBytes)
            {
                WritePart(octets[..PartBytes]);
                octets = octets[PartBytes..];
                continue;
            }

            int take = Math.Min(octets.Length, PartBytes - _pending.Length);
            _pending.Write(octets[..take]);
            octets = octets[take..];
            if (_pending.Length == PartBytes)
            {
                FlushPart();
            }
        }
    }

    /// <summary>Whether what is kept has to be cleared.</summary>
    public bool HoldsSecrets
    {
        get => _pending.HoldsSecrets;
        set => _pending.HoldsSecrets = value;
    }

    /// <summary>DER only: room to write into; <see cref="Advance"/> takes what was used.</summary>
    public Span<byte> GetSpan(int atLeast) => _pending.GetSpan(atLeast);

    public void Advance(int count) => _pending.Advance(count);

    /// <summary>BER only: writes what is left of the last part.</summary>
    public void FlushPart()
    {
        if (_pending.Length > 0)
        {
            WritePart(_pending.Span);
            _pending.Reset();
        }
    }

    /// <summary>DER only: writes up to so many octets of what is kept; false when there is no more.</summary>
    public bool WriteNext(int octets)
    {
        int take = Math.Min(octets, _pending.Length - _written);
        _output.Write(_pending.Span.Slice(_written, take));
        _written += take;
        return _written < _pending.Length;
    }

    public void Dispose() => _pending.Dispose();

    private void WritePart(ReadOnlySpan<byte> part)
    {
        DerHeader.WriteTo(_output, BerTag.OctetString, part.Length);
        _output.Write(part);
    }
}
