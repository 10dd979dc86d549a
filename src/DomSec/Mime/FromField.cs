using MimeKit;

namespace DomSec.Mime;

/// <summary>The mailboxes of the From field, or why there are none (decision 8): the addr-spec decides, comments and display names never do.</summary>
internal sealed record FromField(IReadOnlyList<string> Addresses, IReadOnlyList<MailDomain> Domains, string? Problem)
{
    private static readonly ParserOptions _strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    /// <summary>Whether there is a message at all, and not a bare CMS object.</summary>
    public bool HasMessage { get; private init; } = true;

    public static FromField Read(EntityHeader? header) => Read(header, HeaderId.From, "From") with { HasMessage = header is not null };

    /// <summary>The Sender field, for originator signatures only (RFC 8550 section 3).</summary>
    public static FromField ReadSender(EntityHeader? header) => Read(header, HeaderId.Sender, "Sender");

    /// <summary>DS-NAM-21: the domain without regard to case, and the local part too.</summary>
    public static bool SameAddress(string a, string b) =>
        MailDomain.TryFromAddress(a, out string localA, out MailDomain domainA)
        && MailDomain.TryFromAddress(b, out string localB, out MailDomain domainB)
        && domainA == domainB
        && string.Equals(localA, localB, StringComparison.OrdinalIgnoreCase);

    private static FromField Read(EntityHeader? header, HeaderId id, string name)
    {
        if (header is not null && HasStrayControl(header.Raw.Span))
        {
            // SEC-WRP-02: some readers end a line, or a field, there and find another From.
            return Unusable("The header holds a NUL or a carriage return without a line feed.");
        }

        HeaderField? found = null;
        IReadOnlyList<HeaderField> fields = header?.Fields ?? [];
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Id != id)
            {
                continue;
            }

            if (found is not null)
            {
                return Unusable($"The message has more than one {name} field.");
            }

            found = fields[i];
        }

        if (found is not { } field)
        {
            return Unusable($"The message has no {name} field.");
        }

        if (!InternetAddressList.TryParse(_strict, field.Value.ToArray(), out InternetAddressList? list) || list.Count == 0)
        {
            return Unusable($"The {name} field is empty or not readable.");
        }

        var addresses = new List<string>(list.Count);
        var domains = new List<MailDomain>(list.Count);
        foreach (InternetAddress address in list)
        {
            if (address is not MailboxAddress mailbox)
            {
                return Unusable($"The {name} field is a group.");
            }

            if (!MailDomain.TryFromAddress(mailbox.Address, out _, out MailDomain domain))
            {
                return Unusable($"An address in the {name} field has no usable domain.");
            }

            addresses.Add(mailbox.Address);
            domains.Add(domain);
        }

        return new FromField(addresses, domains, null);
    }

    private static bool HasStrayControl(ReadOnlySpan<byte> header)
    {
        while (header.IndexOfAny((byte)'\r', (byte)'\0') is >= 0 and int at)
        {
            if (header[at] == 0 || at + 1 == header.Length || header[at + 1] != '\n')
            {
                return true;
            }

            header = header[(at + 2)..];
        }

        return false;
    }

    private static FromField Unusable(string problem) => new([], [], problem);
}
