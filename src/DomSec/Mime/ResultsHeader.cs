using System.Text;
using DomSec.Ber;
using MimeKit;

namespace DomSec.Mime;

/// <summary>A message passing by whose header gets a field in front and loses those that claim to be ours (RFC 8601 sections 4.1 and 5); all else passes as it came.</summary>
internal sealed class ResultsHeader : OctetSink
{
    private static readonly string[] _names = ["Authentication-Results"];

    private readonly OctetSink _output;
    private readonly byte[] _field;
    private readonly IReadOnlyCollection<string> _ours;
    private readonly HeaderCollector _collector;
    private PooledOctets? _start = new(4096);

    public ResultsHeader(OctetSink output, byte[] field, IReadOnlyCollection<string> ours, int maxHeaderBytes)
    {
        _output = output;
        _field = field;
        _ours = ours;
        _collector = new HeaderCollector(maxHeaderBytes, OnHeader);
    }

    /// <summary>The number of fields taken out.</summary>
    public int Removed { get; private set; }

    /// <summary>Whether the header is longer than the limit: nothing was written.</summary>
    public bool IsTooLong => _collector.IsTooLong;

    public override void Write(ReadOnlySpan<byte> octets)
    {
        if (_start is null)
        {
            _output.Write(octets);
            return;
        }

        if (!_collector.IsTooLong)
        {
            _start.Write(octets);
        }

        _collector.Write(octets);
    }

    public override void Complete()
    {
        _collector.Complete();
        _start?.Dispose();
        _start = null;
    }

    /// <summary>The same for a message in memory; the number of fields taken out.</summary>
    public static int Apply(MimeMessage message, byte[] field, IReadOnlyCollection<string> ours)
    {
        int removed = 0;
        for (int i = message.Headers.Count - 1; i >= 0; i--)
        {
            Header present = message.Headers[i];
            if (_names.Contains(present.Field.Trim(), StringComparer.OrdinalIgnoreCase) && AuthenticationServiceId.Claims(present.RawValue, ours))
            {
                message.Headers.RemoveAt(i);
                removed++;
            }
        }

        if (field.Length > 0 && Header.TryParse(field, out Header? parsed))
        {
            message.Headers.Insert(0, parsed);
        }

        return removed;
    }

    /// <summary>Whether a field is one of those to be taken out.</summary>
    public static bool IsForged(in HeaderField field, IReadOnlyCollection<string> ours) => _names.Any(field.IsNamed) && AuthenticationServiceId.Claims(field.Value.Span, ours);

    private Rest OnHeader(EntityHeader header)
    {
        PooledOctets start = _start!;
        ReadOnlySpan<byte> raw = start.Span[..header.Raw.Length];

        // An mbox separator, when a mail store gave the message, stays first.
        int first = raw.StartsWith("From "u8) ? raw.IndexOf((byte)'\n') + 1 : 0;
        _output.Write(raw[..first]);
        bool isLf = raw.IndexOf((byte)'\n') is > 0 and int end && raw[end - 1] != '\r';
        _output.Write(isLf ? Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(_field).Replace("\r\n", "\n", StringComparison.Ordinal)) : _field);

        // Taken out by octets, field by field: nothing is moved or written in another way (RFC 8601 section 4.1).
        WriteOthers(raw[first..]);
        _output.Write(start.Span[raw.Length..]);
        start.Dispose();
        _start = null;
        return new Rest();
    }

    private void WriteOthers(ReadOnlySpan<byte> raw)
    {
        while (!raw.IsEmpty)
        {
            int length = FieldLength(raw);
            ReadOnlySpan<byte> field = raw[..length];
            raw = raw[length..];
            int colon = field.IndexOf((byte)':');
            if (colon > 0 && IsForged(new HeaderField(field.ToArray(), colon + 1, default, IsContent: false, IsStray: false), _ours))
            {
                Removed++;
            }
            else
            {
                _output.Write(field);
            }
        }
    }

    /// <summary>The line and those that continue it; also across a carriage return that stands alone, which some readers take for a line end.</summary>
    private static int FieldLength(ReadOnlySpan<byte> raw)
    {
        int at = 0;
        while (true)
        {
            int end = raw[at..].IndexOf((byte)'\n');
            at = end < 0 ? raw.Length : at + end + 1;
            if (at == raw.Length || raw[at] is not ((byte)' ' or (byte)'\t'))
            {
                return at;
            }
        }
    }

    /// <summary>The rest of the octets that came with the header's end were written with it.</summary>
    private sealed class Rest : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
        }
    }
}
