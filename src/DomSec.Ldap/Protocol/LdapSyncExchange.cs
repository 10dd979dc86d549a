using System.Formats.Asn1;

namespace DomSec.Ldap.Protocol;

/// <summary>
/// A synchronizing search (RFC 4533): reads the Sync State, Sync Done and Sync Info values strictly and hands them on in order, within
/// the reading loop. It has no end of its own, so what is limited is each message, and by the receiver the whole.
/// </summary>
internal sealed class LdapSyncExchange(LdapLimits limits, ILdapSyncReceiver receiver) : LdapExchange(LdapTags.SearchResultDone, limits)
{
    private const int UuidOctets = 16;

    private static readonly Asn1Tag InfoName = LdapTags.Context(0);
    private static readonly Asn1Tag InfoValue = LdapTags.Context(1);
    private static readonly Asn1Tag NewCookie = LdapTags.Context(0);
    private static readonly Asn1Tag RefreshDelete = LdapTags.Context(1, isConstructed: true);
    private static readonly Asn1Tag RefreshPresent = LdapTags.Context(2, isConstructed: true);
    private static readonly Asn1Tag IdSet = LdapTags.Context(3, isConstructed: true);

    public override bool Accept(LdapMessage message)
    {
        if (message.Operation == LdapTags.SearchResultEntry)
        {
            AcceptEntry(message);
            return false;
        }

        if (message.Operation == LdapTags.IntermediateResponse)
        {
            AcceptInfo(message.Body);
            return false;
        }

        if (message.Operation == LdapTags.SearchResultReference)
        {
            // A part of the tree is elsewhere, and is not asked.
            receiver.Reference();
            return false;
        }

        if (message.Operation != LdapTags.SearchResultDone)
        {
            throw LdapReader.Malformed("a response is of another kind than its request");
        }

        Finish(message);
        AcceptDone(message);
        return true;
    }

    // syncStateValue ::= SEQUENCE { state ENUMERATED { present (0), add (1), modify (2), delete (3) }, entryUUID syncUUID, cookie syncCookie OPTIONAL }
    private void AcceptEntry(LdapMessage message)
    {
        byte[] control = message.ControlValue(LdapRequests.SyncStateOid) ?? throw LdapReader.Malformed("an entry of a synchronization has no state");
        var outer = new LdapReader(control);
        LdapReader value = outer.ReadConstructed(Asn1Tag.Sequence);
        outer.ExpectEnd();
        int state = value.ReadInteger(Asn1Tag.Enumerated);
        Guid id = Uuid(value.Read(Asn1Tag.PrimitiveOctetString));
        byte[]? cookie = value.HasData ? value.ReadOctets() : null;
        value.ExpectEnd();
        switch (state)
        {
            case 0:
                receiver.Present([id]);
                break;
            case 1 or 2:
                receiver.Entry(id, LdapEntry.Parse(message.Body));
                break;
            case 3:
                receiver.Deleted([id]);
                break;
            default:
                throw LdapReader.Malformed("an entry has a state that is none");
        }

        if (cookie is not null)
        {
            receiver.Cookie(cookie);
        }
    }

    // IntermediateResponse ::= [APPLICATION 25] SEQUENCE { responseName [0] LDAPOID OPTIONAL, responseValue [1] OCTET STRING OPTIONAL }, RFC 4511 section 4.13.
    private void AcceptInfo(ReadOnlySpan<byte> body)
    {
        var response = new LdapReader(body);
        string name = response.NextIs(InfoName) ? response.ReadText(InfoName) : "";
        if (name != LdapRequests.SyncInfoOid)
        {
            // RFC 4511 section 4.13: what was not asked for is ignored.
            return;
        }

        var info = new LdapReader(response.Read(InfoValue));
        response.ExpectEnd();
        ReadInfo(ref info);
        info.ExpectEnd();
    }

    // syncInfoValue ::= CHOICE { newcookie [0] syncCookie, refreshDelete [1] SEQUENCE { cookie OPTIONAL, refreshDone BOOLEAN DEFAULT TRUE }, refreshPresent [2] SEQUENCE { the same },
    //   syncIdSet [3] SEQUENCE { cookie OPTIONAL, refreshDeletes BOOLEAN DEFAULT FALSE, syncUUIDs SET OF syncUUID } }
    private void ReadInfo(ref LdapReader info)
    {
        if (info.NextIs(NewCookie))
        {
            receiver.Cookie(info.Read(NewCookie).ToArray());
            return;
        }

        Asn1Tag kind = info.Peek();
        if (kind != RefreshDelete && kind != RefreshPresent && kind != IdSet)
        {
            throw LdapReader.Malformed("a synchronization message is of a kind that is none");
        }

        LdapReader value = info.ReadConstructed(kind);
        byte[]? cookie = value.NextIs(Asn1Tag.PrimitiveOctetString) ? value.ReadOctets() : null;
        bool? flag = value.NextIs(Asn1Tag.Boolean) ? ReadBoolean(ref value) : null;
        if (kind == IdSet)
        {
            LdapReader set = value.ReadConstructed(Asn1Tag.SetOf);
            var ids = new List<Guid>();
            while (set.HasData)
            {
                ids.Add(Uuid(set.Read(Asn1Tag.PrimitiveOctetString)));
            }

            value.ExpectEnd();
            if (flag ?? false)
            {
                receiver.Deleted(ids);
            }
            else
            {
                receiver.Present(ids);
            }

            if (cookie is not null)
            {
                receiver.Cookie(cookie);
            }

            return;
        }

        value.ExpectEnd();
        receiver.PhaseEnd(dropsUnmentioned: kind == RefreshPresent, isLast: flag ?? true, cookie);
    }

    // syncDoneValue ::= SEQUENCE { cookie syncCookie OPTIONAL, refreshDeletes BOOLEAN DEFAULT FALSE }
    private void AcceptDone(LdapMessage message)
    {
        if (!Result.IsSuccess)
        {
            return;
        }

        byte[]? cookie = null;
        bool deletes = false;
        if (message.ControlValue(LdapRequests.SyncDoneOid) is { } control)
        {
            var outer = new LdapReader(control);
            LdapReader value = outer.ReadConstructed(Asn1Tag.Sequence);
            outer.ExpectEnd();
            cookie = value.NextIs(Asn1Tag.PrimitiveOctetString) ? value.ReadOctets() : null;
            deletes = value.NextIs(Asn1Tag.Boolean) && ReadBoolean(ref value);
            value.ExpectEnd();
        }
        else
        {
            // A success without the control is a server that did an ordinary search: what it left out says nothing.
            throw new LdapFaultException("the server ended the synchronization as an ordinary search");
        }

        receiver.PhaseEnd(dropsUnmentioned: !deletes, isLast: true, cookie);
    }

    private static bool ReadBoolean(ref LdapReader reader)
    {
        ReadOnlySpan<byte> content = reader.Read(Asn1Tag.Boolean);
        return content.Length == 1 ? content[0] != 0 : throw LdapReader.Malformed("a truth value is not one octet");
    }

    private static Guid Uuid(ReadOnlySpan<byte> octets) =>
        octets.Length == UuidOctets ? new Guid(octets, bigEndian: true) : throw LdapReader.Malformed("an entry's number is not a UUID");
}
