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
            else if (HasLoneReturn(present.RawValue))
            {
                byte[] octets = [.. present.RawField, (byte)':', .. present.RawValue];
                byte[] kept = [.. Parts(octets, ours, ref removed)];
                if (kept.Length < octets.Length)
                {
                    present.SetRawValue(kept[(present.RawField.Length + 1)..]);
                }
            }
        }

        if (field.Length > 0 && Header.TryParse(field, out Header? parsed))
        {
            message.Headers.Insert(0, parsed);
        }

        return removed;
    }

    private Rest OnHeader(EntityHeader header)
    {
        PooledOctets start = _start!;
        ReadOnlySpan<byte> raw = start.Span[..header.Raw.Length];

        // An mbox separator, when a mail store gave the message, stays first.
        int first = IsMboxLine(raw) ? raw.IndexOf((byte)'\n') + 1 : 0;
        _output.Write(raw[..first]);
        bool isLf = raw.IndexOf((byte)'\n') is > 0 and int end && raw[end - 1] != '\r';
        _output.Write(isLf ? Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(_field).Replace("\r\n", "\n", StringComparison.Ordinal)) : _field);

        // Taken out by octets, field by field: nothing is moved or written in another way (RFC 8601 section 4.1).
        raw = raw[first..];
        WriteOthers(raw[Continuation(raw)..]);
        _output.Write(start.Span[header.Raw.Length..]);
        start.Dispose();
        _start = null;
        return new Rest();
    }

    private void WriteOthers(ReadOnlySpan<byte> raw)
    {
        while (!raw.IsEmpty)
        {
            int length = FieldLength(raw, endsAtReturn: false);
            ReadOnlySpan<byte> field = raw[..length];
            raw = raw[length..];
            if (IsForged(field, _ours))
            {
                Removed++;
            }
            else if (HasLoneReturn(field))
            {
                int removed = Removed;
                _output.Write(Parts(field, _ours, ref removed));
                Removed = removed;
            }
            else
            {
                _output.Write(field);
            }
        }
    }

    /// <summary>A field without what some readers, for whom a carriage return alone ends a line, take for forged ones inside of it.</summary>
    private static byte[] Parts(ReadOnlySpan<byte> field, IReadOnlyCollection<string> ours, ref int removed)
    {
        byte[] kept = new byte[field.Length];
        int count = 0;
        while (!field.IsEmpty)
        {
            int length = FieldLength(field, endsAtReturn: true);
            ReadOnlySpan<byte> part = field[..length];
            field = field[length..];
            if (!IsForged(part, ours))
            {
                part.CopyTo(kept.AsSpan(count));
                count += length;
                continue;
            }

            removed++;
            if (part[^1] == '\n' && count > 0 && kept[count - 1] == '\r')
            {
                kept[count++] = (byte)'\n'; // the line still ends for all others
            }
        }

        return kept[..count];
    }

    private static bool IsForged(ReadOnlySpan<byte> field, IReadOnlyCollection<string> ours)
    {
        int colon = field.IndexOf((byte)':');

        // Blanks before the colon, folded ones too: RFC 5322 section 4.5 had them once.
        ReadOnlySpan<byte> name = colon < 0 ? default : field[..colon].Trim(" \t\r\n"u8);
        foreach (string known in _names)
        {
            if (Ascii.EqualsIgnoreCase(name, known))
            {
                return AuthenticationServiceId.Claims(field[(colon + 1)..], ours);
            }
        }

        return false;
    }

    /// <summary>"From " and no colon behind it, which would make it the field of that name (RFC 5322 section 4.5).</summary>
    private static bool IsMboxLine(ReadOnlySpan<byte> raw) => raw.StartsWith("From "u8) && !raw[4..].TrimStart(" \t"u8).StartsWith(":"u8);

    /// <summary>Octets of lines in front of all fields that continue nothing: they would become part of whatever field is put before them, as of ours.</summary>
    private static int Continuation(ReadOnlySpan<byte> raw) => raw.IsEmpty || raw[0] is not ((byte)' ' or (byte)'\t') ? 0 : FieldLength(raw, endsAtReturn: false);

    private static bool HasLoneReturn(ReadOnlySpan<byte> octets)
    {
        while (octets.IndexOf((byte)'\r') is >= 0 and int at)
        {
            if (at + 1 < octets.Length && octets[at + 1] != '\n')
            {
                return true;
            }

            octets = octets[(at + 1)..];
        }

        return false;
    }

    /// <summary>The line and those that continue it.</summary>
    private static int FieldLength(ReadOnlySpan<byte> raw, bool endsAtReturn)
    {
        int at = 0;
        while (true)
        {
            int end = endsAtReturn ? raw[at..].IndexOfAny((byte)'\r', (byte)'\n') : raw[at..].IndexOf((byte)'\n');
            at = end < 0 ? raw.Length : at + end + 1;
            if (at < raw.Length && raw[at - 1] == '\r' && raw[at] == '\n')
            {
                at++;
            }

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
