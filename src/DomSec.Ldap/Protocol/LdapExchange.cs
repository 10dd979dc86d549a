using System.Formats.Asn1;
using System.Text;

namespace DomSec.Ldap.Protocol;

/// <summary>One request and what comes back for it, up to the response that ends it. Fed by the reading loop alone.</summary>
/// <param name="final">The operation that ends it.</param>
/// <param name="limits">How much may come back.</param>
internal class LdapExchange(Asn1Tag final, LdapLimits limits)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<LdapEntry> _entries = [];
    private long _bytes;

    public Task Done => _done.Task;

    public LdapResult Result { get; private set; } = new(LdapResultCode.ProtocolError, "");

    public IReadOnlyList<LdapEntry> Entries => _entries;

    /// <summary>The octets taken in so far.</summary>
    public long Bytes => _bytes;

    public int References { get; private set; }

    /// <summary>The cookie of the next page (RFC 2696); empty after the last, null when the server did not page.</summary>
    public byte[]? PageCookie { get; private set; }

    /// <summary>The value of an extended response.</summary>
    public string? ResponseText { get; private set; }

    /// <summary>Takes one message in; true when it was the last.</summary>
    /// <exception cref="LdapFaultException">It does not belong here; the connection is to be given up.</exception>
    public virtual bool Accept(LdapMessage message)
    {
        _bytes += message.Body.Length;
        if (_bytes > limits.MaxResponseBytes)
        {
            throw new LdapFaultException($"the answer is larger than {limits.MaxResponseBytes} octets");
        }

        if (message.Operation == final)
        {
            Finish(message);
            return true;
        }

        if (final != LdapTags.SearchResultDone)
        {
            throw LdapReader.Malformed("a response is of another kind than its request");
        }

        if (message.Operation == LdapTags.SearchResultEntry)
        {
            // The server was told the limit; one that sends more would fill the memory.
            if (_entries.Count == limits.MaxEntries)
            {
                throw new LdapFaultException($"the answer has more than {limits.MaxEntries} entries");
            }

            _entries.Add(LdapEntry.Parse(message.Body));
            return false;
        }

        if (message.Operation == LdapTags.SearchResultReference)
        {
            References++;
            return false;
        }

        throw LdapReader.Malformed("a response is of another kind than its request");
    }

    public void Complete() => _done.TrySetResult();

    public void Fail(LdapFaultException fault)
    {
        if (_done.TrySetException(fault))
        {
            // Nobody may be waiting any more.
            _ = _done.Task.Exception;
        }
    }

    /// <summary>Reads the message that ends the exchange.</summary>
    protected void Finish(LdapMessage message)
    {
        var reader = new LdapReader(message.Body);
        Result = LdapResult.ReadComponents(ref reader);
        if (final == LdapTags.BindResponse && reader.NextIs(LdapTags.ServerSaslCredentials))
        {
            reader.Read(LdapTags.ServerSaslCredentials);
        }

        if (final == LdapTags.ExtendedResponse)
        {
            if (reader.NextIs(LdapTags.ResponseName))
            {
                reader.Read(LdapTags.ResponseName);
            }

            if (reader.NextIs(LdapTags.ResponseValue))
            {
                ResponseText = Encoding.UTF8.GetString(reader.Read(LdapTags.ResponseValue));
            }
        }

        reader.ExpectEnd();
        if (message.ControlValue(LdapRequests.PagedResultsOid) is { } page)
        {
            var outer = new LdapReader(page);
            LdapReader value = outer.ReadConstructed(Asn1Tag.Sequence);
            value.ReadInteger(Asn1Tag.Integer);
            PageCookie = value.ReadOctets();
        }
    }
}
