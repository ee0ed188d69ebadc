# Perl's SOAP::Lite, without a WSDL: types, an encoding style, its own SOAPAction,
# and base64 for all that is not ASCII. Arguments are the endpoint, its namespace
# and the text of the message. Standard output is the balance before, and the ID
# and the parts of the message.
use strict;
use warnings;
use utf8;
use Encode;
use SOAP::Lite;

my ($endpoint, $namespace, $text) = map { decode('UTF-8', $_) } @ARGV;
my $soap = SOAP::Lite->proxy($endpoint)->ns($namespace)
    ->on_fault(sub { my (undef, $answer) = @_; die ref $answer ? $answer->faultstring : $_[0]->transport->status });
my @account = (SOAP::Data->name(login => 'demo'), SOAP::Data->name(psw => q{pa55<&>"'ж}));
my $balance = $soap->call('balance', @account)->valueof('//balanceresult/balance');
my $sent = $soap->call('send', @account, SOAP::Data->name(phones => '380501234567'),
    SOAP::Data->name(mes => $text), SOAP::Data->name(id => 'order-7'))->valueof('//sendresult');
print "$balance $sent->{id} $sent->{cnt}";
