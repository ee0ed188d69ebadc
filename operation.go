package smsc

// Operation is an operation of the service, by its name in the WSDL.
type Operation string

// The operations of the service. (SMSC SOAP docs and WSDL.)
const (
	OpSendSMS     Operation = "send_sms"
	OpSendSMS2    Operation = "send_sms2"
	OpGetSMSCost  Operation = "get_sms_cost"
	OpGetSMSCost2 Operation = "get_sms_cost2"
	OpGetStatus   Operation = "get_status"
	OpGetStatus2  Operation = "get_status2"
	OpGetBalance  Operation = "get_balance"
)

// family groups the operations that share one table of error codes.
type family int

const (
	familyUnknown family = iota
	familySend
	familyCost
	familyStatus
	familyBalance
)

func (op Operation) family() family {
	switch op {
	case OpSendSMS, OpSendSMS2:
		return familySend
	case OpGetSMSCost, OpGetSMSCost2:
		return familyCost
	case OpGetStatus, OpGetStatus2:
		return familyStatus
	case OpGetBalance:
		return familyBalance
	default:
		return familyUnknown
	}
}
