using System.Text;
using DomSec.Ber;

namespace DomSec.X509;

/// <summary>The names in SubjectAltName ::= SEQUENCE SIZE (1..MAX) OF GeneralName (RFC 5280 section 4.2.1.6) that mail looks at.</summary>
internal sealed class SubjectAltNames
{
    /// <summary>SEC-DOS-01: shared certificates of large hosts stay below this.</summary>
    private const int MaxNames = 4096;

    private readonly List<string> _emails = [];
    private readonly List<string> _dnsNames = [];
    private readonly List<string> _uris = [];
    private readonly List<string> _smtpUtf8Mailboxes = [];

    private SubjectAltNames()
    {
    }

    public static SubjectAltNames None { get; } = new();

    /// <summary>rfc822Name [1]. A character outside ASCII, which IA5String does not have, reads as U+FFFD and makes the address unusable.</summary>
    public IReadOnlyList<string> Emails => _emails;

    /// <summary>dNSName [2].</summary>
    public IReadOnlyList<string> DnsNames => _dnsNames;

    /// <summary>uniformResourceIdentifier [6].</summary>
    public IReadOnlyList<string> Uris => _uris;

    /// <summary>otherName [0] of type SmtpUTF8Mailbox (RFC 9598 section 3).</summary>
    public IReadOnlyList<string> SmtpUtf8Mailboxes => _smtpUtf8Mailboxes;

    public static SubjectAltNames Read(ref BerReader value)
    {
        var names = new SubjectAltNames();
        BerReader list = value.ReadSequence();
        for (int count = 0; list.HasData; count++)
        {
            if (count == MaxNames)
            {
                list.Fail(BerStatus.TooLarge);
                break;
            }

            switch (list.PeekTag() & ~BerTag.ConstructedBit)
            {
                case 0x80:
                    names.ReadOtherName(ref list);
                    break;
                case 0x81:
                    names._emails.Add(ReadIa5(ref list));
                    break;
                case 0x82:
                    names._dnsNames.Add(ReadIa5(ref list));
                    break;
                case 0x86:
                    names._uris.Add(ReadIa5(ref list));
                    break;
                default:
                    list.ReadElement(); // x400Address, directoryName, ediPartyName, iPAddress, registeredID
                    break;
            }
        }

        value.Join(list);
        return names;
    }

    private static string ReadIa5(ref BerReader list)
    {
        ReadOnlySpan<byte> octets = list.ReadString((byte)(list.PeekTag() & ~BerTag.ConstructedBit)).Span;
        return string.Create(octets.Length, octets, static (text, source) =>
        {
            for (int i = 0; i < source.Length; i++)
            {
                text[i] = source[i] < 0x80 ? (char)source[i] : (char)Rune.ReplacementChar.Value;
            }
        });
    }

    /// <summary>OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY DEFINED BY type-id }.</summary>
    private void ReadOtherName(ref BerReader list)
    {
        BerReader fields = list.ReadConstructed(BerTag.Context(0));
        if (fields.ReadOid() == X509Oids.SmtpUtf8Mailbox)
        {
            BerReader wrapped = fields.ReadConstructed(BerTag.Context(0));
            ReadOnlyMemory<byte> octets = wrapped.ReadString(BerTag.Utf8String);
            wrapped.RequireEnd();
            fields.Join(wrapped);
            if (NameStrings.DecodeUtf8(octets.Span) is { } mailbox)
            {
                _smtpUtf8Mailboxes.Add(mailbox);
            }
            else
            {
                fields.Fail(BerStatus.Malformed);
            }
        }

        list.Join(fields);
    }
}
